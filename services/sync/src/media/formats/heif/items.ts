import type { Box, BoxWalk } from '../../bytes/boxes.ts';
import { FieldReader } from '../../bytes/field-reader.ts';
import { tooComplex } from '../../refusal.ts';

export interface ItemLocation {
  /** True: offsets count from the payload of the idat box, else from the file's start. */
  isInIdat: boolean;
  extents: { offset: number; lengthBytes: number }[];
}

/** A phone's photo of 48 tiles has 52 items of one extent. */
const MAX_EXTENTS = 16_384;

/**
 * The position of each item, by its id. Items made from other items (construction method 2) are omitted.
 *
 * @see ISO/IEC 14496-12, 8.11.3
 */
export function readItemLocations(walk: BoxWalk, iloc: Box | undefined): Map<number, ItemLocation> {
  const locations = new Map<number, ItemLocation>();
  if (iloc === undefined) return locations;
  const fields = new FieldReader(walk.payload(iloc), 'iloc');
  const version = fields.version();
  const sizes = fields.u16();
  const offsetSize = sizes >>> 12;
  const lengthSize = (sizes >>> 8) & 15;
  const baseSize = (sizes >>> 4) & 15;
  const indexSize = version === 0 ? 0 : sizes & 15;
  const itemCount = version < 2 ? fields.u16() : fields.u32();
  let extentsSeen = 0;
  for (let item = 0; item < itemCount; item += 1) {
    const id = version < 2 ? fields.u16() : fields.u32();
    const method = version === 0 ? 0 : fields.u16() & 15;
    fields.skip(2);
    const base = fields.sized(baseSize);
    const extentCount = fields.u16();
    extentsSeen += extentCount + 1;
    if (extentsSeen > MAX_EXTENTS) throw tooComplex(`more than ${MAX_EXTENTS} HEIF extents`);
    const extents: ItemLocation['extents'] = [];
    for (let extent = 0; extent < extentCount; extent += 1) {
      fields.sized(indexSize);
      const offset = base + fields.sized(offsetSize);
      extents.push({ offset, lengthBytes: fields.sized(lengthSize) });
    }
    if (method < 2) locations.set(id, { isInIdat: method === 1, extents });
  }
  return locations;
}
