/**
 * Why data rows were charged or waived. NEW: the dataset never had the asset. RETURNED: the file was deleted and is
 * back. WITHDRAWN_RETURNED: the file did not fit for a while. ADOPTED: the connection was removed, and another
 * connection found the file. RENAMED: the key changed.
 */
export type DataRowReason = 'NEW' | 'RETURNED' | 'WITHDRAWN_RETURNED' | 'ADOPTED' | 'RENAMED';

/** An entry of the ledger: data rows that were charged or waived for an asset. */
export interface DataRowEntry {
  assetId: string;
  objectKey: string;
  kind: 'CHARGE' | 'WAIVER';
  reason: DataRowReason;
  rows: number;
}

/** A stored entry. */
export interface RecordedDataRows extends Omit<DataRowEntry, 'assetId'> {
  /** "2026-11" */
  month: string;
  at: Date;
  runId: string;
}

/** The sums of one month's entries. OPENING: the usage of the month before the ledger existed. */
export interface DataRowSum {
  kind: DataRowEntry['kind'];
  reason: DataRowReason | 'OPENING';
  rows: number;
}
