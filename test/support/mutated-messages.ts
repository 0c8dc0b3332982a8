import { randomUUID } from 'node:crypto';
import { EVENT_TYPES, type EventType } from '@bucket-sync/shared/contracts';
import fc from 'fast-check';
import type { Message } from 'kafkajs';

const file = { objectKey: 'a.jpg', etag: 'e', sizeBytes: 1, lastModified: '2026-11-01T08:00:00.000Z' };
const media = { mediaType: 'IMAGE', contentType: 'image/jpeg', width: 1, height: 1, video: null };
const listed = { key: 'a.jpg', etag: 'e', sizeBytes: 1, lastModified: file.lastModified, storageClass: null };
const progress = { sequence: 1, fraction: 0.5, listingDone: false, listed: 1, skippedByReason: [], secondsLeft: null };

/** A valid value for every field of any message. The organization that they name does not exist. */
const fields = () => ({
  organizationId: 'fuzz',
  connectionId: randomUUID(),
  datasetId: randomUUID(),
  runId: randomUUID(),
  requestedBy: 'fuzz',
  shard: 0,
  epoch: 0,
  runOrdinal: 1,
  batchId: randomUUID(),
  objects: [{ ...listed, isRestored: false }],
  accepted: [{ ...file, media }],
  skipped: [{ ...file, objectKey: 'b.jpg', reason: 'CORRUPT', detail: 'cut', findings: null }],
  removed: ['c.jpg'],
  outcomes: [{ objectKey: 'a.jpg', etag: 'e', sizeBytes: 1, outcome: 'ADDED', reason: null }],
  objectKeys: ['a.jpg'],
  cost: { requestCount: 1, bytesRead: 1 },
  name: 'n',
  bucketName: 'bucket',
  prefix: '',
  region: 'eu-central-1',
  checkedAt: file.lastModified,
  cause: 'LIST_DENIED',
  state: 'RUNNING',
  progress,
});

/** The invalid values that replace valid ones. */
const strange = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(
    '',
    '\0',
    'a\0b',
    '\ud800',
    'not-a-uuid',
    '0000-01-01T00:00:00Z',
    '\u202e',
    '../..',
    "'; --",
  ),
  fc.constantFrom<unknown>(-1, 0.5, 2 ** 31, 2 ** 53, 1e308, -(2 ** 63)),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constant(null),
  fc.constant('k'.repeat(3_000)),
);

const withStrangeField = fc.tuple(fc.nat(), fc.nat(), strange, fc.boolean()).map(([which, inner, value, isDropped]) => {
  const data: Record<string, unknown> = fields();
  const name = Object.keys(data)[which % Object.keys(data).length]!;
  const held = data[name];
  const within = Array.isArray(held) ? held[0] : held;
  if (isDropped) delete data[name];
  else if (typeof within === 'object' && within !== null && inner % 2 === 0) {
    const names = Object.keys(within);
    data[name] = Array.isArray(held)
      ? [{ ...within, [names[inner % names.length]!]: value }]
      : { ...within, [names[inner % names.length]!]: value };
  } else data[name] = value;
  return Buffer.from(JSON.stringify(data));
});

const withStrangeBytes = fc
  .tuple(fc.nat(1_000), fc.uint8Array({ maxLength: 40 }), fc.boolean())
  .map(([at, bytes, isCut]) => {
    const good = Buffer.from(JSON.stringify(fields()));
    return Buffer.concat([good.subarray(0, at), bytes, isCut ? Buffer.alloc(0) : good.subarray(at)]);
  });

const value = fc.oneof(
  { weight: 6, arbitrary: withStrangeField },
  { weight: 3, arbitrary: withStrangeBytes },
  { weight: 1, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
);

const key = fc.oneof(
  fc.uuid(),
  fc.constant(null),
  fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)),
  fc.constant('k'.repeat(5_000)),
);

/** Four of five messages name a type that belongs to their topic. */
const headersFor = (types: readonly EventType[]) => {
  const right = fc.constantFrom(...types.map(({ type }) => ({ ce_type: type })));
  const wrong = fc.oneof(
    fc.constant({}),
    fc.constantFrom(...EVENT_TYPES.map(({ type }) => ({ ce_type: type }))),
    fc.constantFrom(...types.map(({ type }) => ({ ce_type: [type, 'x'], ce_id: ['1', '2'] }))),
    fc.string({ maxLength: 40 }).map((type) => ({ ce_type: type })),
    fc.constant({ ce_type: Buffer.from([0xff, 0x00]), 'tried-ms': '1e999', ce_id: 'x'.repeat(20_000), '': '' }),
  );
  return fc.oneof({ weight: 4, arbitrary: right }, { weight: 1, arbitrary: wrong });
};

/** Invalid messages of every kind that the generator knows. The same seed makes the same messages. */
export function mutatedMessages(topic: string, count: number, seed: number): Message[] {
  const types = EVENT_TYPES.filter((event) => event.topic === topic);
  const message = fc.record({ key, value, headers: headersFor(types), partition: fc.nat(11) });
  return fc.sample(message, { numRuns: count, seed });
}

/** The largest message that the broker accepts. */
export function largeMessages(topic: string): Message[] {
  const ce_type = EVENT_TYPES.find((event) => event.topic === topic)!.type;
  const data = fields();
  const keys = Array.from({ length: 500_000 }, () => 'wrong shape');
  return [
    { headers: { ce_type }, value: Buffer.alloc(12_000_000, 0xff) },
    { headers: { ce_type }, value: Buffer.alloc(12_000_000, '[') },
    {
      headers: { ce_type },
      value: JSON.stringify({ ...data, removed: keys, objects: keys, outcomes: keys }).slice(0, 15e6),
    },
    { headers: { ce_type }, value: JSON.stringify({ ...data, batchId: 'b'.repeat(12_000_000) }) },
  ].map((message, partition) => ({ key: 'k', partition, ...message }));
}
