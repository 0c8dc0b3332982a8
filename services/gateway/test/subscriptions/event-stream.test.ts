import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readEventStream, type StreamEvent } from '../../src/subscriptions/event-stream.ts';

async function read(chunks: Uint8Array[]): Promise<StreamEvent[]> {
  async function* stream() {
    yield* chunks;
  }
  const events: StreamEvent[] = [];
  for await (const event of readEventStream(stream())) events.push(event);
  return events;
}

const text = (stream: string) => [new TextEncoder().encode(stream)];

test('events are read with their name and all lines of their data; comments are ignored', async () => {
  const stream = ':\n\nevent: next\ndata: {"a":\ndata: 1}\n\n:\n\nevent: complete\ndata:\n\n';
  expect(await read(text(stream))).toEqual([
    { event: 'next', data: '{"a":\n1}' },
    { event: 'complete', data: '' },
  ]);
});

test('an event that is cut off is ignored', async () => {
  expect(await read(text('event: next\ndata: 1\n\nevent: next\ndata: 2\n'))).toEqual([{ event: 'next', data: '1' }]);
});

test('an event without an end is refused at 4 MB', async () => {
  const endless = Array.from({ length: 50 }, () => new Uint8Array(100_000).fill(120));
  await expect(read(endless)).rejects.toMatchObject({ code: 'PEER_UNAVAILABLE' });
});

test('the events do not depend on how the stream is cut into chunks, or on its line endings', async () => {
  const payloads = fc.array(fc.jsonValue(), { minLength: 1, maxLength: 4 });
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(payloads, sizes, fc.constantFrom('\n', '\r\n', '\r'), async (values, cuts, end) => {
      const frames = values.map((value) => `event: next${end}data: ${JSON.stringify(value)}${end}${end}`);
      const bytes = new TextEncoder().encode(`${frames.join('')}:${end}`);
      const chunks: Uint8Array[] = [];
      for (let from = 0, turn = 0; from < bytes.length; turn += 1) {
        const to = from + cuts[turn % cuts.length]!;
        chunks.push(bytes.subarray(from, to));
        from = to;
      }
      const events = await read(chunks);
      expect(events.map(({ data }) => data)).toEqual(values.map((value) => JSON.stringify(value)));
    }),
  );
});
