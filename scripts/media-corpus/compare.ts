// node scripts/run.mjs scripts/media-corpus/compare.ts <file or folder> …
// Compares our verdicts on any files with the answers of exiftool and ffprobe, and lists every difference.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  agrees,
  createInspector,
  expectedVerdict,
  inspectFile,
  verdictLine,
} from '../../services/sync/testing/index.ts';
import { askTools } from './ask-tools.ts';

const filesUnder = (path: string): string[] =>
  statSync(path).isDirectory() ? readdirSync(path).flatMap((name) => filesUnder(join(path, name))) : [path];

const paths = process.argv.slice(2).flatMap(filesUnder).sort();
const inspector = createInspector({ workers: 2 });
const answers = await askTools(paths);
let agreed = 0;
for (const [index, path] of paths.entries()) {
  const { verdict, reads, bytesRead } = await inspectFile(inspector, path);
  const expected = expectedVerdict(answers[index]!);
  const found = verdictLine(verdict);
  if (agrees(expected, found)) agreed += 1;
  else {
    const detail = verdict.kind === 'SKIPPED' ? ` (${verdict.detail})` : '';
    const { exiftool, ffprobe } = answers[index]!;
    console.log(
      `${path}\n  tools   ${expected}\n  verdict ${found}${detail}; ${reads.length} reads, ${bytesRead} bytes`,
    );
    console.log(
      `  said    ${exiftool.fileType} ${exiftool.error ?? ''} ${exiftool.warning ?? ''} ${ffprobe?.error ?? ''}`,
    );
  }
}
await inspector.stop();
console.log(`${agreed} of ${paths.length} files agree`);
