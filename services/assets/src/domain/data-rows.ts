/** The price of a new asset of each kind, in data rows. */
export interface DataRowPrices {
  image: number;
  video: number;
}

/** Data rows of one calendar month, UTC, as GraphQL's DataRowQuota. */
export interface DataRowQuota {
  /** "2026-11" */
  month: string;
  limit: number;
  used: number;
  remaining: number;
  resetsAt: Date;
}

/** Data rows that one dataset used on one day. */
export interface DataRowCharge {
  /** 2026-11-27, UTC. */
  day: string;
  datasetId: string | null;
  rows: number;
}

export function priceOf(mediaType: 'IMAGE' | 'VIDEO', prices: DataRowPrices): number {
  return mediaType === 'IMAGE' ? prices.image : prices.video;
}

/** The calendar month, UTC, of a moment: "2026-11". */
export function monthOf(moment: Date): string {
  return moment.toISOString().slice(0, 7);
}

/** The first day of the next month, 00:00 UTC. */
export function nextMonth(moment: Date): Date {
  return new Date(Date.UTC(moment.getUTCFullYear(), moment.getUTCMonth() + 1, 1));
}

/**
 * The quota at a moment. If the limit was lowered below the used data rows, `limit` shows the used ones: used never
 * exceeds limit. The lower limit is shown from the next month.
 */
export function quotaAt(moment: Date, limit: number, used: number): DataRowQuota {
  return {
    month: monthOf(moment),
    limit: Math.max(limit, used),
    used,
    remaining: Math.max(limit - used, 0),
    resetsAt: nextMonth(moment),
  };
}
