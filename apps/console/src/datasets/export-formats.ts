import type { ExportFormat } from '../api/operations.generated.ts';

export const EXPORT_FORMATS: readonly { format: ExportFormat; label: string; about: string }[] = [
  { format: 'CSV', label: 'CSV', about: 'for spreadsheets' },
  { format: 'JSON_LINES', label: 'JSON Lines', about: 'one JSON object a line, for programs' },
  { format: 'PARQUET', label: 'Parquet', about: 'for data tools; the smallest file' },
];
