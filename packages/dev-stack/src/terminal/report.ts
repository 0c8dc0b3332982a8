import type { SyncResult } from '../gateway-client/read-result.ts';
import type { Progress, Run } from '../gateway-client/sync-bucket.ts';
import { sizeText } from './size-text.ts';
import { shortened, tableLines } from './table.ts';

const LONGEST_EXAMPLE = 44;

/** What a sync added, what it skipped, and how to fix the skipped files. */
export function resultLines(run: Run, { added, skipped, dataRows }: SyncResult): string[] {
  const lines = ['', ...unchangedLines(run.progress)];
  lines.push(
    `In the dataset: ${total(added)} files`,
    '',
    ...indented(
      tableLines(
        [
          { heading: 'type' },
          { heading: 'files', isNumber: true },
          { heading: 'size', isNumber: true },
          { heading: 'for example' },
        ],
        added.map((kind) => [
          kind.contentType,
          `${kind.count}`,
          sizeText(kind.totalBytes),
          shortened(kind.example, LONGEST_EXAMPLE),
        ]),
      ),
    ),
    '',
    `Skipped: ${total(skipped)} files, and why`,
    '',
    ...indented(
      tableLines(
        [{ heading: 'reason' }, { heading: 'files', isNumber: true }, { heading: 'for example' }, { heading: 'found' }],
        skipped.map((kind) => [kind.reason, `${kind.count}`, shortened(kind.example, LONGEST_EXAMPLE), kind.detail]),
      ),
    ),
    '',
    ...fixLines(skipped),
    `Data rows in ${dataRows.month}: ${dataRows.used} used of ${dataRows.limit}.`,
  );
  return lines;
}

/** A sentence for a sync that found no change. */
function unchangedLines({ listed, unchanged, added, updated, removed }: Progress): string[] {
  if (unchanged === 0 || added + updated + removed > 0) return [];
  const again = listed - unchanged;
  const sentence = `Nothing has changed since the last sync: ${unchanged} of ${listed} objects are unchanged`;
  const rest = again === 0 ? '' : `; the other ${again} cannot be read and were tried again`;
  return [`${sentence}${rest}. No data row was used.`, ''];
}

/** The commands that fix the examples, to be run in the folder of the files. */
function fixLines(skipped: SyncResult['skipped']): string[] {
  const commands = skipped.flatMap(({ reason, fixCommand }) =>
    fixCommand === null ? [] : [`# ${reason}`, fixCommand],
  );
  return commands.length === 0 ? [] : ['Commands that fix the examples:', '', ...indented(commands), ''];
}

const total = (kinds: { count: number }[]) => kinds.reduce((sum, { count }) => sum + count, 0);
const indented = (lines: string[]) => lines.flatMap((line) => line.split('\n')).map((line) => `  ${line}`);
