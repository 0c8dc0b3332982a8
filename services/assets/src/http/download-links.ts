import { createHmac, timingSafeEqual } from 'node:crypto';
import { skipReason } from '@bucket-sync/shared/contracts';
import { z } from 'zod';
import { type DownloadLink, type DownloadRequest, LINK_LIFETIME_MS } from '../domain/download.ts';

/** The content of a token. */
export type ReadToken =
  | { state: 'VALID'; request: DownloadRequest; filename: string }
  | { state: 'EXPIRED' }
  | { state: 'INVALID' };

export interface DownloadLinks {
  sign(request: DownloadRequest, filename: string): DownloadLink;
  read(token: string): ReadToken;
}

const request = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('EXPORT'),
    organizationId: z.string(),
    datasetId: z.uuid(),
    content: z.enum(['ASSETS', 'SKIPPED_FILES']),
    format: z.enum(['CSV', 'JSON_LINES', 'PARQUET']),
  }),
  z.object({
    kind: z.literal('REPAIR_SCRIPT'),
    organizationId: z.string(),
    connection: z.object({ id: z.string(), bucketName: z.string(), prefix: z.string(), region: z.string() }),
    reason: skipReason.nullable(),
    // Links of an earlier release have none.
    afterKey: z.string().nullable().default(null),
  }),
]);
const content = z.object({ request, filename: z.string(), expiresAt: z.number() });

/** Longer than the token of a prefix and a key of 1,024 bytes each, the key of control characters, with all names. */
const LONGEST_TOKEN = 12_288;

/**
 * Links that are signed by HMAC-SHA256: `/downloads/<filename>?token=<content>.<signature>`, both parts in base64url.
 *
 * @param publicUrl  where clients reach the gateway, which passes `/downloads/` on to this service
 * @param secret     of this service; all replicas have the same secret, so each of them can serve a link
 */
export function createDownloadLinks(options: { publicUrl: string; secret: string; now: () => Date }): DownloadLinks {
  const { publicUrl, secret, now } = options;
  // A derived key, so a signature that is made for another purpose is not valid for a link.
  const key = createHmac('sha256', secret).update('bucket-sync download links').digest();
  const signatureOf = (text: string) => createHmac('sha256', key).update(text).digest();
  return {
    sign(request, filename) {
      const expiresAt = new Date(now().getTime() + LINK_LIFETIME_MS);
      const text = Buffer.from(JSON.stringify({ request, filename, expiresAt: expiresAt.getTime() }));
      const encoded = text.toString('base64url');
      const token = `${encoded}.${signatureOf(encoded).toString('base64url')}`;
      return { href: `${publicUrl}/downloads/${encodeURIComponent(filename)}?token=${token}`, filename, expiresAt };
    },
    read(token) {
      const [encoded, signature, ...more] = token.length > LONGEST_TOKEN ? [] : token.split('.');
      if (!encoded || !signature || more.length > 0) return { state: 'INVALID' };
      const given = Buffer.from(signature, 'base64url');
      const expected = signatureOf(encoded);
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return { state: 'INVALID' };
      const read = content.safeParse(JSON.parse(Buffer.from(encoded, 'base64url').toString()));
      if (!read.success) return { state: 'INVALID' };
      if (read.data.expiresAt <= now().getTime()) return { state: 'EXPIRED' };
      return { state: 'VALID', request: read.data.request, filename: read.data.filename };
    },
  };
}
