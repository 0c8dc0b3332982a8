import type { SyncResult } from '../wizard/read-result.ts';
import type { Run } from '../wizard/sync-bucket.ts';
import { shortened, tableLines } from './table.ts';

const LONGEST_EXAMPLE = 44;

/** What the first sync brought, and what it left out and how to mend that. */
export function resultLines(run: Run, { added, skipped, dataRows }: SyncResult): string[] {
  const isUnchanged = run.progress.listed > 0 && run.progress.unchanged === run.progress.listed;
  const lines = [''];
  if (isUnchanged) {
    lines.push(
      `All ${run.progress.listed} objects are unchanged since the last sync: nothing was read again, no data row used.`,
      '',
    );
  }
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
          `${Math.ceil(kind.totalBytes / 1024)} KiB`,
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
    'What mends the examples:',
    '',
    ...indented(skipped.flatMap(({ reason, fixCommand }) => (fixCommand === null ? [] : [`# ${reason}`, fixCommand]))),
    '',
    `Data rows in ${dataRows.month}: ${dataRows.used} used of ${dataRows.limit}.`,
  );
  return lines;
}

const total = (kinds: { count: number }[]) => kinds.reduce((sum, { count }) => sum + count, 0);
const indented = (lines: string[]) => lines.flatMap((line) => line.split('\n')).map((line) => `  ${line}`);
