import { countText, dateText, numberText } from '../../ui/text/text.ts';

interface PreviewedRows {
  /** False: the bucket has more files than the preview counted. */
  isComplete: boolean;
  dataRowsNeeded: number;
  dataRowsLeft: number;
}

export interface RowsForecast {
  isEnough: boolean;
  text: string;
}

/**
 * What a sync now would cost, in words.
 *
 * @param resetsAt  when the next month's data rows come
 */
export function rowsForecast(preview: PreviewedRows, resetsAt: string): RowsForecast {
  const { isComplete, dataRowsNeeded: needed, dataRowsLeft: left } = preview;
  const rows = countText(needed, 'data row');
  const leftText = `${numberText(left)} ${left === 1 ? 'is' : 'are'} left until ${dateText(resetsAt)}.`;
  if (needed > left) {
    const text =
      `A sync now needs up to ${rows}, and ${leftText} Files without a data row are skipped. ` +
      'They come in with the first sync after that day, or of a larger plan.';
    return { isEnough: false, text };
  }
  if (isComplete) return { isEnough: true, text: `A sync now needs up to ${rows}; ${leftText}` };
  return { isEnough: true, text: `The files counted so far need up to ${rows}, and the rest needs more; ${leftText}` };
}
