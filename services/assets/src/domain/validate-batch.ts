import { LONGEST_KEY_BYTES } from '@bucket-sync/shared/aws';
import { type BatchInspected, batchInspected, type MediaFacts } from '@bucket-sync/shared/contracts';
import { AppError } from '@bucket-sync/shared/errors';
import { findingsOfEarlierFix } from './fixes/earlier-fix.ts';

/** GraphQL's Int and PostgreSQL's integer. */
const LARGEST_INT = 2 ** 31 - 1;

/**
 * The batch in a form that can be stored. A NUL, which the brand of a broken file may hold, becomes U+FFFD, because
 * PostgreSQL cannot store it. A file whose numbers exceed GraphQL's Int is skipped as TOO_LARGE.
 *
 * @throws AppError POISON_MESSAGE for a key that no bucket can hold, or that the batch names twice
 */
export function validateBatch(batch: BatchInspected): BatchInspected {
  requireValidKeys(batch);
  const valid: BatchInspected = { ...batch, accepted: [], skipped: [] };
  for (const file of batch.accepted) {
    const { objectKey, sizeBytes, lastModified } = file;
    const etag = withoutNul(file.etag);
    const detail = oversizedNumber(file.media);
    if (detail === null) valid.accepted.push({ ...file, etag, media: plainFacts(file.media) });
    else valid.skipped.push({ objectKey, sizeBytes, lastModified, etag, reason: 'TOO_LARGE', detail, findings: null });
  }
  for (const file of batch.skipped) {
    const { mend, ...known } = file;
    const detail = withoutNul(file.detail);
    const findings = file.findings ?? findingsOfEarlierFix(mend ?? null, detail);
    valid.skipped.push({ ...known, etag: withoutNul(file.etag), detail, findings });
  }
  if (batch.renamed) valid.renamed = batch.renamed.map((file) => ({ ...file, etag: withoutNul(file.etag) }));
  return valid;
}

function requireValidKeys(batch: BatchInspected): void {
  const seen = new Set<string>();
  const { renamed = [] } = batch;
  const keys = [...batch.accepted, ...batch.skipped].map(({ objectKey }) => objectKey);
  const renamedKeys = renamed.flatMap(({ fromKey, toKey }) => [fromKey, toKey]);
  for (const key of [...keys, ...batch.removed, ...renamedKeys]) {
    if (seen.has(key)) throw poison('a key is named twice');
    if (key.includes('\0')) throw poison('a key holds NUL');
    if (Buffer.byteLength(key) > LONGEST_KEY_BYTES) throw poison(`a key has more than ${LONGEST_KEY_BYTES} bytes`);
    seen.add(key);
  }
}

function poison(why: string): AppError {
  return new AppError('POISON_MESSAGE', { topic: batchInspected.topic, why });
}

function oversizedNumber({ width, height, video }: MediaFacts): string | null {
  if (width <= LARGEST_INT && height <= LARGEST_INT && video === null) return null;
  const numbers = { width, height, 'duration in ms': video?.durationMs, 'frame count': video?.frameCount };
  const found = Object.entries(numbers).find(([, value]) => (value ?? 0) > LARGEST_INT);
  return found ? `${found[0]} ${found[1]}` : null;
}

function plainFacts(media: MediaFacts): MediaFacts {
  const { video } = media;
  return {
    ...media,
    contentType: withoutNul(media.contentType),
    video: video && {
      ...video,
      codec: withoutNul(video.codec),
      pixelFormat: withoutNul(video.pixelFormat),
      majorBrand: video.majorBrand && withoutNul(video.majorBrand),
    },
  };
}

const withoutNul = (text: string) => text.replaceAll('\0', '\uFFFD');
