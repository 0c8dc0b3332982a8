import type { SkipReason } from '@bucket-sync/shared/contracts';
import type { ExportContent, ExportFormat } from './export.ts';

/**
 * The content of a download link. The link needs no bearer token. It gives access to only this content, for some
 * minutes.
 */
export type DownloadRequest =
  | { kind: 'EXPORT'; organizationId: string; datasetId: string; content: ExportContent; format: ExportFormat }
  | ({ kind: 'REPAIR_SCRIPT'; organizationId: string; connection: ConnectedBucket } & ScriptSelection);

/** The fixable files of one script: those of a reason, or of all reasons (null), whose keys follow `afterKey`. */
export interface ScriptSelection {
  reason: SkipReason | null;
  afterKey: string | null;
}

/** A connection, as the connections service knows it. */
export interface ConnectedBucket {
  id: string;
  bucketName: string;
  prefix: string;
  region: string;
}

/** As GraphQL's Download. */
export interface DownloadLink {
  href: string;
  filename: string;
  expiresAt: Date;
}

/** The content of a download, as it is read. */
export interface OpenedDownload {
  contentType: string;
  body: AsyncIterable<string | Uint8Array>;
}

/** Long enough to copy the link into another program. */
export const LINK_LIFETIME_MS = 15 * 60_000;
