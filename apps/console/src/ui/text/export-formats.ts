import type { ExportFormat } from '../../api/operations.generated.ts';

export const EXPORT_FORMATS: readonly { format: ExportFormat; label: string }[] = [
  { format: 'CSV', label: 'CSV, for spreadsheets' },
  { format: 'JSON_LINES', label: 'JSON Lines, for programs' },
  { format: 'PARQUET', label: 'Parquet, for data tools' },
];
