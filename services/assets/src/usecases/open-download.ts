import type { DownloadRequest, OpenedDownload } from '../domain/download.ts';
import { ASSET_COLUMNS, type ExportFormat, SKIPPED_FILE_COLUMNS } from '../domain/export.ts';
import type { EncodeRows, ExportReader, Library } from '../domain/ports.ts';
import { makeRepairScript } from './make-repair-script.ts';

export interface OpenDownloadParts {
  library: Pick<Library, 'findDatasets' | 'listFixableFiles' | 'countUnfixableFiles'>;
  exports: ExportReader;
  encode: EncodeRows;
}

const CONTENT_TYPES: Record<ExportFormat, string> = {
  CSV: 'text/csv; charset=utf-8; header=present',
  JSON_LINES: 'application/x-ndjson',
  PARQUET: 'application/vnd.apache.parquet',
};

/** The content of a download link; null when its dataset has been deleted. */
export async function openDownload(parts: OpenDownloadParts, request: DownloadRequest): Promise<OpenedDownload | null> {
  const { library, exports, encode } = parts;
  const { organizationId } = request;
  if (request.kind === 'REPAIR_SCRIPT') {
    const script = await makeRepairScript(library, organizationId, request.connection, request);
    return { contentType: 'text/x-shellscript; charset=utf-8', body: only(script) };
  }
  const { datasetId, content, format } = request;
  const found = await library.findDatasets(organizationId, [datasetId]);
  if (!found.has(datasetId)) return null;
  const dataset = { organizationId, datasetId };
  const body =
    content === 'ASSETS'
      ? encode(format, ASSET_COLUMNS, exports.readAssets(dataset))
      : encode(format, SKIPPED_FILE_COLUMNS, exports.readSkippedFiles(dataset));
  return { contentType: CONTENT_TYPES[format], body };
}

async function* only(text: string): AsyncIterable<string> {
  yield text;
}
