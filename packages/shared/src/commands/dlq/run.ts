import { isUtf8 } from 'node:buffer';
import type { DeadLetter, DeadLetterStore } from '../../kafka/index.ts';
import type { DlqRequest, Where } from './arguments.ts';

type Write = (text: string | Uint8Array) => void;

/** @throws Error with one sentence for the operator */
export async function runDlq(request: DlqRequest, store: DeadLetterStore, write: Write): Promise<void> {
  switch (request.verb) {
    case 'list':
      return list(request.topics, store, write);
    case 'show':
      return show(request, store, write);
    case 'replay':
      return replay(request, store, write);
    case 'drop':
      return drop(request, store, write);
  }
}

const positionOf = ({ partition, offset }: Exclude<Where, 'ALL'>) => `${partition}/${offset}`;

const isAt = (letter: DeadLetter, where: Where) => where === 'ALL' || positionOf(letter) === positionOf(where);

async function list(topics: readonly string[], store: DeadLetterStore, write: Write): Promise<void> {
  let count = 0;
  for (const topic of topics) {
    await store.read(topic, (letter) => {
      count += 1;
      const { storedAt, sizeBytes, sha256, isCut, reason } = letter;
      const size = `${sizeBytes} bytes${isCut ? ' (cut)' : ''}`;
      const about = [topic, positionOf(letter), storedAt.toISOString(), size, sha256.slice(0, 12), printable(reason)];
      write(`${about.join('  ')}\n`);
    });
  }
  write(count === 0 ? 'There are no dead letters.\n' : `${count} in all.\n`);
}

async function show(
  { topic, where, isRaw }: Extract<DlqRequest, { verb: 'show' }>,
  store: DeadLetterStore,
  write: Write,
): Promise<void> {
  const letter = await find(store, topic, where);
  const { message } = letter;
  if (isRaw) return write(message.value ?? '');
  write(`stored   ${letter.storedAt.toISOString()}\n`);
  write(
    `size     ${letter.sizeBytes} bytes${letter.isCut ? `, of which ${message.value?.length ?? 0} are stored` : ''}\n`,
  );
  for (const [name, value] of Object.entries(message.headers ?? {})) {
    for (const each of [value].flat()) write(`header   ${printable(name)}: ${readable(each)}\n`);
  }
  write(`key      ${readable(message.key)}\nvalue    ${readable(message.value)}\n`);
}

async function replay(
  { topic, where }: Extract<DlqRequest, { verb: 'replay' }>,
  store: DeadLetterStore,
  write: Write,
): Promise<void> {
  let [sent, cut] = [0, 0];
  await store.read(topic, async (letter) => {
    if (!isAt(letter, where)) return;
    if (letter.isCut) {
      cut += 1;
      return write(`${positionOf(letter)} is cut: its message cannot be sent again.\n`);
    }
    await store.replay(letter);
    sent += 1;
  });
  if (sent + cut === 0 && where !== 'ALL') throw nothingAt(topic, where);
  write(`${sent} sent to ${topic} again. They stay listed until they are dropped.\n`);
}

async function drop(
  { topic, where, withEarlier }: Extract<DlqRequest, { verb: 'drop' }>,
  store: DeadLetterStore,
  write: Write,
): Promise<void> {
  const last = new Map<number, { offset: string; count: number }>();
  let isFound = false;
  await store.read(topic, ({ partition, offset }) => {
    const isPast = where !== 'ALL' && (partition !== where.partition || BigInt(offset) > BigInt(where.offset));
    if (isPast) return;
    isFound ||= where === 'ALL' || offset === where.offset;
    last.set(partition, { offset, count: (last.get(partition)?.count ?? 0) + 1 });
  });
  if (where !== 'ALL' && !isFound) throw nothingAt(topic, where);
  const counts = [...last.values()].reduce((sum, { count }) => sum + count, 0);
  if (where !== 'ALL' && counts > 1 && !withEarlier) {
    throw new Error(
      `Kafka deletes from the beginning: ${counts - 1} before ${positionOf(where)} would go as well. Add ` +
        '--with-earlier to drop them too.',
    );
  }
  for (const [partition, { offset }] of last) await store.dropThrough(topic, partition, offset);
  write(`${counts} dropped from ${topic}.dlq.\n`);
}

async function find(store: DeadLetterStore, topic: string, where: Exclude<Where, 'ALL'>): Promise<DeadLetter> {
  let found: DeadLetter | undefined;
  await store.read(topic, (letter) => {
    if (isAt(letter, where)) found = letter;
  });
  if (!found) throw nothingAt(topic, where);
  return found;
}

const nothingAt = (topic: string, where: Exclude<Where, 'ALL'>) =>
  new Error(`There is no dead letter of ${topic} at ${positionOf(where)}: npm run dlq -- list ${topic}`);

/** Text without terminal control characters; other bytes in hexadecimal. */
function readable(value: Buffer | string | null | undefined): string {
  if (value === null || value === undefined) return '(none)';
  const bytes = Buffer.from(value);
  return isUtf8(bytes) ? printable(bytes.toString('utf8')) : `0x${bytes.toString('hex')}`;
}

const printable = (text: string) =>
  text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (each) => `\\u{${each.codePointAt(0)!.toString(16)}}`);
