import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { crc32c, crc64nvme } from './crc.ts';

/** A running checksum of an upload. */
export interface Checksum {
  update(bytes: Buffer): void;
  /** In Base64, as in the `x-amz-checksum-…` headers. */
  digest(): string;
}

const ALGORITHMS: Readonly<Record<string, () => Checksum>> = {
  crc32: () => running((value, bytes) => crc32(bytes, value)),
  crc32c: () => running((value, bytes) => crc32c(bytes, value)),
  crc64nvme: () => {
    let value = 0n;
    return {
      update: (bytes) => {
        value = crc64nvme(bytes, value);
      },
      digest: () => {
        const out = Buffer.alloc(8);
        out.writeBigUInt64BE(value);
        return out.toString('base64');
      },
    };
  },
  sha1: () => hashing('sha1'),
  sha256: () => hashing('sha256'),
  md5: () => hashing('md5'),
};

/** @param name  of the header `x-amz-checksum-<name>` @returns undefined for a name that S3 does not know */
export function checksumFor(name: string): Checksum | undefined {
  return Object.hasOwn(ALGORITHMS, name) ? ALGORITHMS[name]?.() : undefined;
}

/** A checksum of 32 bits. */
function running(step: (value: number, bytes: Buffer) => number): Checksum {
  let value = 0;
  return {
    update: (bytes) => {
      value = step(value, bytes);
    },
    digest: () => {
      const out = Buffer.alloc(4);
      out.writeUInt32BE(value >>> 0);
      return out.toString('base64');
    },
  };
}

function hashing(algorithm: string): Checksum {
  const hash = createHash(algorithm);
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest('base64') };
}
