import { randomUUID } from 'node:crypto';
import { type SliceDue, sliceDue } from '@bucket-sync/shared/contracts';
import { createKafka, type EventHandler, handle, type KafkaDoor } from '@bucket-sync/shared/kafka';
import { eventually, kafkaBrokers, silentLog } from '@bucket-sync/shared/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

let door: KafkaDoor;

beforeAll(async () => {
  door = await createKafka({ brokers: kafkaBrokers(), source: 'test', log: silentLog() });
});
afterAll(() => door.stop());

/** The topic is shared by all tests. A consumer sees the slices of one run, whose shards spread over the partitions. */
class Listing {
  readonly runId = randomUUID();
  readonly groupId = randomUUID();
  readonly begun: string[] = [];
  readonly done: string[] = [];
  private readonly gates = new Map<string, PromiseWithResolvers<void>>();

  /** The slice does not end before `release`. */
  hold(name: string) {
    this.gates.set(name, Promise.withResolvers());
  }

  release(name: string) {
    this.gates.get(name)!.resolve();
    this.gates.delete(name);
  }

  send(slices: readonly string[]) {
    return door.producer.send(
      sliceDue,
      slices.map((name): SliceDue => {
        const [shard, epoch] = name.split('/').map(Number);
        return { organizationId: 'acme', runId: this.runId, shard: shard!, epoch: epoch! };
      }),
    );
  }

  consume(options: Pick<EventHandler, 'takesTurns'> = {}) {
    const run: Parameters<typeof handle<typeof sliceDue>>[1] = async (slice, { signal }) => {
      if (slice.runId !== this.runId) return;
      const name = `${slice.shard}/${slice.epoch}`;
      this.begun.push(name);
      const aborted = new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      await Promise.race([this.gates.get(name)?.promise, aborted.catch(() => {})]);
      signal.throwIfAborted();
      this.done.push(name);
    };
    const handlers = [handle(sliceDue, run, options)];
    return door.consume({ groupId: this.groupId, handlers, concurrency: 12, from: 'ALL' });
  }
}

const SHARDS = Array.from({ length: 40 }, (_, shard) => shard + 1);

test('a message that takes long delays no message of other partitions, also of those sent later', async () => {
  const listing = new Listing();
  listing.hold('0/0');
  const consumer = await listing.consume();
  await listing.send(['0/0']);
  await eventually(() => expect(listing.begun).toEqual(['0/0']));

  await listing.send(SHARDS.map((shard) => `${shard}/0`));
  // Twelve partitions: some of forty shards share one with shard 0.
  await eventually(() => expect(listing.done.length).toBeGreaterThan(25));
  await listing.send(SHARDS.map((shard) => `${shard}/1`));
  await eventually(() => expect(listing.done.filter((name) => name.endsWith('/1')).length).toBeGreaterThan(25));
  expect(listing.done).not.toContain('0/0');

  listing.release('0/0');
  await eventually(() => expect(listing.done.length).toBe(81));
  await consumer.stop();
});

test('messages of one partition are handled one after another, in their order', async () => {
  const listing = new Listing();
  listing.hold('0/1');
  const consumer = await listing.consume();
  await listing.send(['0/1', '0/2']);
  await eventually(() => expect(listing.begun).toEqual(['0/1']));
  await listing.send(['0/3']);
  listing.release('0/1');
  await eventually(() => expect(listing.done).toEqual(['0/1', '0/2', '0/3']));
  await consumer.stop();
});

test('messages that take turns do not wait for a slow one of their own partition, also those sent later', async () => {
  const listing = new Listing();
  listing.hold('0/1');
  const consumer = await listing.consume({ takesTurns: true });
  await listing.send(['0/1', '0/2', '0/3']);
  await eventually(() => expect(listing.done).toEqual(['0/2', '0/3']));
  await listing.send(['0/4']);
  await eventually(() => expect(listing.done).toEqual(['0/2', '0/3', '0/4']));
  listing.release('0/1');
  await eventually(() => expect(listing.done).toContain('0/1'));
  await consumer.stop();
});

test('messages that ended behind one that did not are delivered again with it', async () => {
  const listing = new Listing();
  listing.hold('0/2');
  const first = await listing.consume({ takesTurns: true });
  await listing.send(['0/1', '0/2', '0/3']);
  await eventually(() => expect(listing.done.toSorted()).toEqual(['0/1', '0/3']));
  await first.stop();

  listing.release('0/2');
  const second = await listing.consume({ takesTurns: true });
  await eventually(() => expect(listing.done.toSorted()).toEqual(['0/1', '0/2', '0/3', '0/3']));
  await second.stop();
});

test('when another process joins, a message in hand is aborted and handled again by one of them', async () => {
  const listing = new Listing();
  listing.hold('0/0');
  const first = await listing.consume();
  await listing.send(['0/0']);
  await eventually(() => expect(listing.begun).toEqual(['0/0']));

  const second = await listing.consume();
  await eventually(() => expect(listing.begun).toEqual(['0/0', '0/0']));
  expect(listing.done).toEqual([]);
  await listing.send(SHARDS.map((shard) => `${shard}/0`));
  listing.release('0/0');
  await eventually(() => expect(new Set(listing.done).size).toBe(41));
  expect(listing.done.filter((name) => name === '0/0')).toEqual(['0/0']);
  await Promise.all([first.stop(), second.stop()]);
});
