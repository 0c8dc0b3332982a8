/**
 * Why an asset was charged, or not. NEW: the dataset never had it. RETURNED: it was deleted and is back. WITHDRAWN_RETURNED:
 * its file did not fit for a while. ADOPTED: its connection was removed, and another one found it. RENAMED: its key changed.
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
