import { READ_FAILURES, type SkipReason } from '@bucket-sync/shared/contracts';
import { AppError } from '@bucket-sync/shared/errors';
import { archiveOf } from '../../domain/comparing.ts';
import type { BucketLister, BucketReader, BucketTarget, Inspector, ReadOptions } from '../../domain/ports.ts';
import { type Inspection, type ListedObject, skipped, type Verdict } from '../../domain/verdict.ts';

export interface InspectObjectParts {
  lister: BucketLister;
  reader: BucketReader;
  inspector: Inspector;
  /** Verdicts from the name and the size alone, without a read. */
  verdictWithoutReading: (object: ListedObject) => Verdict | null;
  /** Called before the verdict of an object that was replaced after its listing. */
  whenReplaced: (target: BucketTarget, key: string) => Promise<void>;
}

export interface Inspected extends Inspection {
  object: ListedObject;
}

/** The verdict that the listing alone decides; null when the object has to be read. */
export function withoutReading(parts: InspectObjectParts, object: ListedObject): Inspected | null {
  const verdict = parts.verdictWithoutReading(object) ?? archivedVerdict(object);
  return verdict && { object, verdict, requestCount: 0, bytesRead: 0 };
}

function archivedVerdict(object: ListedObject): Verdict | null {
  const storageClass = archiveOf(object);
  if (storageClass === null) return null;
  return archived(object, `storage class ${storageClass}, not restored`);
}

/** How an archived object is restored depends on its storage class. */
function archived({ storageClass }: ListedObject, detail: string): Verdict {
  return skipped('ARCHIVED', detail, storageClass === null ? {} : { storageClass });
}

/**
 * Inspects one object that has to be read.
 *
 * @throws AppError that is not about this object's content, such as AWS_UNAVAILABLE or CONNECTION_NOT_HEALTHY
 */
export function inspectObject(
  parts: InspectObjectParts,
  target: BucketTarget,
  object: ListedObject,
  options: ReadOptions,
): Promise<Inspected> {
  return inspectVersion(parts, target, object, options, whenListedFailed);
}

/** Makes the verdict on an object whose reading failed. */
type WhenFailed = (
  error: AppError,
  parts: InspectObjectParts,
  target: BucketTarget,
  object: ListedObject,
  options: ReadOptions,
) => Inspected | Promise<Inspected>;

const whenListedFailed: WhenFailed = (error, parts, target, object, options) => {
  if (error.code === 'CHANGED_DURING_SYNC') return inspectAgain(parts, target, object, options);
  if (error.code === 'READ_DENIED') return deniedOrGone(parts, target, object, error, options);
  return skippedFor(error, object);
};

const whenReplacedFailed: WhenFailed = (error, _parts, _target, object) => skippedFor(error, object);

async function inspectVersion(
  parts: InspectObjectParts,
  target: BucketTarget,
  object: ListedObject,
  options: ReadOptions,
  whenFailed: WhenFailed,
): Promise<Inspected> {
  const ranges = parts.reader.rangesOf(target, object, options);
  try {
    const { verdict, requestCount, bytesRead } = await parts.inspector.inspect(object, ranges.read);
    return { object, verdict, requestCount, bytesRead };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (ABOUT_THE_BUCKET.includes(error.code)) {
      // If a listing gets the same answer, it throws this error. Otherwise the answer is about this object only.
      await parts.lister.find(target, object.key, options);
      throw new AppError('AWS_UNAVAILABLE', error.fields, { cause: error });
    }
    return whenFailed(error, parts, target, object, options);
  } finally {
    ranges.free();
  }
}

/** Answers that end the run, unless only one object gets them: a proxy may send them for one path. */
const ABOUT_THE_BUCKET: readonly string[] = ['BUCKET_MISSING', 'WRONG_REGION'];

/** Inspects the new version of an object that was replaced after its listing. */
async function inspectAgain(
  parts: InspectObjectParts,
  target: BucketTarget,
  before: ListedObject,
  options: ReadOptions,
): Promise<Inspected> {
  const now = await parts.lister.find(target, before.key, options);
  if (!now) return gone(before);
  await parts.whenReplaced(target, before.key);
  return inspectVersion(parts, target, now, options, whenReplacedFailed);
}

/**
 * S3 also answers 403 for a deleted key, because the list permission is limited to a prefix. A listing shows whether
 * the key exists.
 */
async function deniedOrGone(
  parts: InspectObjectParts,
  target: BucketTarget,
  object: ListedObject,
  { fields }: AppError,
  options: ReadOptions,
): Promise<Inspected> {
  if (!(await parts.lister.find(target, object.key, options))) return gone(object);
  const detail = `listed, but S3 refuses to let the role read it (${fields.why})`;
  return afterOneRead(object, skipped('READ_DENIED', detail));
}

const gone = (object: ListedObject) => afterOneRead(object, skipped('GONE_DURING_SYNC', 'removed after it was listed'));

/** Errors of a read that are about the object: each is its own skip reason. */
const OBJECT_ERRORS: readonly SkipReason[] = [...READ_FAILURES, 'EMPTY'];

/** @throws the error itself when it is not about this object */
function skippedFor(error: AppError, object: ListedObject): Inspected {
  const reason = OBJECT_ERRORS.find((code) => code === error.code);
  if (!reason) throw error;
  const verdict = reason === 'ARCHIVED' ? archived(object, error.message) : skipped(reason, error.message);
  return afterOneRead(object, verdict);
}

const afterOneRead = (object: ListedObject, verdict: Verdict): Inspected => ({
  object,
  verdict,
  requestCount: 1,
  bytesRead: 0,
});
