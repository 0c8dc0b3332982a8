import type { KeyRule } from '@bucket-sync/shared/patterns';
import { archiveOf } from '../comparing.ts';
import type { ListedObject } from '../verdict.ts';

/** Changes when the comparison does: the digests of earlier releases then match nothing. */
const VERSION = 1;

/**
 * The text whose digest stands for the objects of a range. It has every field by which an object is compared with a
 * known one, and the rule that decided which objects are in it. No field can hold a line feed but the key.
 */
export function fingerprintText(objects: readonly ListedObject[], keyRule: KeyRule | null): string {
  let text = `${VERSION} ${objects.length} ${JSON.stringify(keyRule)}`;
  for (const object of objects) {
    text += `\n${object.key.length} ${object.key} ${object.etag} ${object.sizeBytes}`;
    const archive = archiveOf(object);
    if (archive !== null) text += ` ${archive}`;
  }
  return text;
}
