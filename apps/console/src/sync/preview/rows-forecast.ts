import { countText, numberText, utcDateText } from '../../ui/text/text.ts';

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
  const leftText = `you have ${numberText(left)} left this month`;
  const renewal = utcDateText(resetsAt);
  if (needed > left) {
    const text =
      `A sync now needs up to ${rows}; ${leftText}. Files without a data row are skipped, ` +
      `and are added by the first sync after ${renewal} or on a larger plan.`;
    return { isEnough: false, text };
  }
  if (needed === 0 && isComplete) return { isEnough: true, text: `A sync now needs no data row; ${leftText}.` };
  const what = isComplete
    ? `A sync now needs up to ${rows}`
    : `The files counted so far need up to ${rows}, the rest more`;
  return { isEnough: true, text: `${what}; ${leftText}. New ones come on ${renewal}.` };
}
