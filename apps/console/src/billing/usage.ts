import type { BillingQuery } from '../api/operations.generated.ts';

type DataRows = BillingQuery['organization']['dataRows'];

export interface DayUsage {
  /** 2026-11-27 */
  day: string;
  rows: number;
}

/** Every day of the month. A day without use has 0. */
export function usageByDay({ month, charges }: Pick<DataRows, 'month' | 'charges'>): DayUsage[] {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const days = new Date(Date.UTC(year, number, 0)).getUTCDate();
  const used = new Map<string, number>();
  for (const { day, rows } of charges) used.set(day, (used.get(day) ?? 0) + rows);
  return Array.from({ length: days }, (_, n) => {
    const day = `${month}-${String(n + 1).padStart(2, '0')}`;
    return { day, rows: used.get(day) ?? 0 };
  });
}
