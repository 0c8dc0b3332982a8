// npm run house: the rules of the house that no other tool checks.
//   --report   print the findings, and pass
import { resolve } from 'node:path';
import type { Rule } from './finding.ts';
import { projectFiles } from './project-file.ts';
import { casts } from './rules/casts.ts';
import { fileLength } from './rules/file-length.ts';
import { folderSize } from './rules/folder-size.ts';
import { lineLength } from './rules/line-length.ts';

const RULES: readonly Rule[] = [fileLength, folderSize, lineLength, casts];

const files = projectFiles(resolve(import.meta.dirname, '../..'));
const findings = RULES.flatMap((rule) => rule(files));
for (const { rule, path, line, message } of findings) {
  console.log(`${path}${line === undefined ? '' : `:${line}`}  ${rule}: ${message}`);
}
console.log(findings.length === 0 ? `The house is in order: ${files.length} files.` : `${findings.length} findings.`);
if (findings.length > 0 && !process.argv.includes('--report')) process.exitCode = 1;
