import { LONGEST_KEY_BYTES } from '@bucket-sync/shared/aws';
import { AppError } from '@bucket-sync/shared/errors';
import type { ScriptSelection } from '../domain/download.ts';
import { searchable } from './page.ts';
import type { BucketConnectionRepairScriptArgs } from './schema.generated.ts';

/** @throws AppError BAD_REQUEST for an afterKey that no object can have */
export function scriptSelectionOf({ reason, afterKey }: BucketConnectionRepairScriptArgs): ScriptSelection {
  const after = searchable('afterKey', afterKey);
  if (after !== null && Buffer.byteLength(after) > LONGEST_KEY_BYTES) {
    throw new AppError('BAD_REQUEST', { why: `afterKey is longer than ${LONGEST_KEY_BYTES} bytes` });
  }
  return { reason: reason ?? null, afterKey: after };
}
