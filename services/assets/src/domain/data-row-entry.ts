/**
 * Why data rows were charged or waived. NEW: the dataset never had the asset. RETURNED: the file was deleted and is
 * back. WITHDRAWN_RETURNED: the file did not fit for a while. ADOPTED: the connection was removed, and another one
 * found the file. RENAMED: the key changed.
 */
export type DataRowReason = 'NEW' | 'RETURNED' | 'WITHDRAWN_RETURNED' | 'ADOPTED' | 'RENAMED';

/** One line of the ledger: data rows that an asset was charged, or that were waived for it. */
export interface DataRowEntry {
  assetId: string;
  objectKey: string;
  kind: 'CHARGE' | 'WAIVER';
  reason: DataRowReason;
  rows: number;
}

/** An entry as it was recorded. */
export interface RecordedDataRows extends Omit<DataRowEntry, 'assetId'> {
  /** "2026-11" */
  month: string;
  at: Date;
  runId: string;
}

/** Entries of one month, added up. OPENING: what the month had used before there was a ledger. */
export interface DataRowSum {
  kind: DataRowEntry['kind'];
  reason: DataRowReason | 'OPENING';
  rows: number;
}
