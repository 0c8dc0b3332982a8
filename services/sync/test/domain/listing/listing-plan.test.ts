import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createListingPlan, type PageRequest } from '../../../src/domain/listing/listing-plan.ts';
import { aListedBucket, type ListedBucket } from '../../support/listed-bucket.ts';

const WHOLE = { id: 0, after: null, upTo: null, boundaries: [], isKnown: false };

/**
 * Lists a bucket with at most `width` requests in flight. They are answered in an order that `choose` decides.
 *
 * @returns the listed keys, the number of pages, and of round trips when all in flight are answered together
 */
function listed(bucket: ListedBucket, width: number, choose: (inFlight: number) => number, fails = () => false) {
  const plan = createListingPlan([WHOLE], 1);
  const inFlight: PageRequest[] = [];
  const keys: string[] = [];
  let pages = 0;
  let rounds = 0;
  let leftOfRound = 0;
  for (;;) {
    for (let next = inFlight.length < width ? plan.next() : null; next; ) {
      inFlight.push(next);
      next = inFlight.length < width ? plan.next() : null;
    }
    if (inFlight.length === 0) return { keys, pages, rounds };
    if (leftOfRound === 0) {
      rounds += 1;
      leftOfRound = inFlight.length;
    }
    leftOfRound -= 1;
    const [request] = inFlight.splice(choose(inFlight.length), 1);
    if (fails()) {
      plan.failed(request!.range);
      continue;
    }
    pages += 1;
    const page = plan.received(request!.range, bucket.page(request!.after));
    keys.push(...page.objects.map(({ key }) => key));
  }
}

const anyKey = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom('a', 'b', '/', '0', '9', 'é', '\uffff', '😀', '日', ' '),
    minLength: 1,
    maxLength: 8,
  }),
  fc.nat(99_999).map((n) => `frames/frame-${String(n).padStart(6, '0')}.jpg`),
);

test('every key is listed once: any UTF-8, page size, width, order of the answers and failures', () => {
  const choices = fc.array(fc.nat(1_000), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(
      fc.uniqueArray(anyKey, { maxLength: 300 }),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 40 }),
      choices,
      (names, pageSize, width, order) => {
        const keys = names.filter((key) => !key.includes('\u0000'));
        const bucket = aListedBucket(keys, pageSize);
        let step = 0;
        const number = () => order[step++ % order.length]!;
        const found = listed(
          bucket,
          width,
          (inFlight) => number() % inFlight,
          () => step < 500 && number() > 900,
        );
        expect(found.keys.sort()).toEqual([...keys].sort());
      },
    ),
    { numRuns: 300 },
  );
});

const COUNT = 100_000;
const hex = (value: number, digits: number) => Math.floor(value).toString(16).padStart(digits, '0');
const digits = (value: number, count: number) => String(Math.floor(value)).padStart(count, '0');

test.each<[string, (n: number) => string]>([
  ['hexadecimal names', (n) => `${hex((n / COUNT) * 2 ** 52, 13)}.jpg`],
  ['numbers', (n) => `frames/frame-${digits(n, 9)}.jpg`],
  ['numbers without leading zeros', (n) => `data/img${n}.jpg`],
  ['folders of unequal size', (n) => `train/class-${digits(Math.sqrt(n / COUNT) * 1_000, 4)}/${digits(n, 9)}.jpg`],
  ['two folders', (n) => `${n % 10 === 0 ? 'val' : 'train'}/${digits(n, 8)}.jpg`],
])('%s: without hints, all pages take a few round trips, and at most 1.25 times the least requests', (_name, keyOf) => {
  const bucket = aListedBucket(Array.from({ length: COUNT }, (_, n) => keyOf(n)));
  const found = listed(bucket, 40, () => 0);
  expect(new Set(found.keys).size).toBe(COUNT);
  expect(found.keys).toHaveLength(COUNT);
  expect(found.pages).toBeLessThanOrEqual(1.25 * (COUNT / 1_000));
  expect(found.rounds).toBeLessThanOrEqual(30);
});

test('a range that was listed before is divided at its boundaries only', () => {
  const keys = Array.from({ length: 60_000 }, (_, n) => `key-${digits(n, 6)}`);
  const bucket = aListedBucket(keys);
  const boundaries = keys.filter((_, n) => n % 1_000 === 999);
  const plan = createListingPlan([{ ...WHOLE, boundaries, isKnown: true }], 1);
  const requests = Array.from({ length: 20 }, () => plan.next()!);
  for (const { after } of requests.slice(1)) expect(boundaries).toContain(after);
  const found = requests.flatMap(({ range, after }) => plan.received(range, bucket.page(after)).objects);
  expect(new Set(found.map(({ key }) => key)).size).toBe(20_000);
});
