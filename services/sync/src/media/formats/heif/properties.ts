import type { Box, BoxWalk } from '../../bytes/boxes.ts';
import { FieldReader } from '../../bytes/field-reader.ts';
import { corrupt, tooComplex } from '../../refusal.ts';

export interface ItemProperties {
  size: { width: number; height: number } | null;
  /** The clean aperture, in pixels; null if the whole image is shown. */
  crop: { width: number; height: number } | null;
  /** Counter-clockwise, in degrees. */
  rotation: 0 | 90 | 180 | 270;
}

const MAX_ASSOCIATIONS = 65_536;

/**
 * Size, crop and rotation of one item.
 *
 * @see ISO/IEC 23008-12, 6.5.3 (ispe), 6.5.9 (clap), 6.5.10 (irot); 9.3.2 (ipma)
 */
export function readItemProperties(walk: BoxWalk, iprp: Box, item: number): ItemProperties {
  const container = walk.find(iprp.payload, iprp.end, 3, 'ipco');
  if (container === null) throw corrupt('HEIF without item properties');
  const properties = [...walk.children(container.payload, container.end, 4)];
  const found: ItemProperties = { size: null, crop: null, rotation: 0 };
  for (const index of associations(walk, iprp, item)) {
    const box = properties[index - 1];
    if (box !== undefined) readProperty(walk, box, found);
  }
  return found;
}

function readProperty(walk: BoxWalk, box: Box, found: ItemProperties): void {
  const fields = new FieldReader(walk.payload(box, 40), box.type);
  if (box.type === 'ispe') {
    fields.version();
    found.size = { width: fields.u32(), height: fields.u32() };
  } else if (box.type === 'clap') {
    const [widthN, widthD, heightN, heightD] = [fields.u32(), fields.u32(), fields.u32(), fields.u32()];
    found.crop = { width: Math.round(widthN / widthD), height: Math.round(heightN / heightD) };
  } else if (box.type === 'irot') {
    found.rotation = (90 * (fields.u8() & 3)) as ItemProperties['rotation'];
  }
}

/** The numbers (from 1) of the properties that belong to `item`, in order. */
function associations(walk: BoxWalk, iprp: Box, item: number): number[] {
  const indices: number[] = [];
  let seen = 0;
  for (const ipma of walk.children(iprp.payload, iprp.end, 3)) {
    if (ipma.type !== 'ipma') continue;
    const fields = new FieldReader(walk.payload(ipma), 'ipma');
    const versionAndFlags = fields.u32();
    const version = versionAndFlags >>> 24;
    const isWide = (versionAndFlags & 1) === 1;
    const entryCount = fields.u32();
    for (let entry = 0; entry < entryCount; entry += 1) {
      const id = version === 0 ? fields.u16() : fields.u32();
      const count = fields.u8();
      seen += count + 1;
      if (seen > MAX_ASSOCIATIONS) throw tooComplex(`more than ${MAX_ASSOCIATIONS} HEIF property associations`);
      for (let index = 0; index < count; index += 1) {
        const property = isWide ? fields.u16() & 0x7fff : fields.u8() & 0x7f;
        if (id === item) indices.push(property);
      }
    }
  }
  return indices;
}

export function displayedSize({ size, crop, rotation }: ItemProperties): { width: number; height: number } {
  if (size === null) throw corrupt('HEIF without the size of its image');
  const shown = isUsable(crop, size) ? crop : size;
  return rotation === 90 || rotation === 270 ? { width: shown.height, height: shown.width } : { ...shown };
}

type Size = { width: number; height: number };

/** Ignores a crop that is empty or larger than the image, as decoders do. */
const isUsable = (crop: Size | null, size: Size): crop is Size =>
  crop !== null && crop.width >= 1 && crop.height >= 1 && crop.width <= size.width && crop.height <= size.height;
