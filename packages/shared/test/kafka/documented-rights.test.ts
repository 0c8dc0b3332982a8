import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as contracts from '@bucket-sync/shared/contracts';
import { describe, expect, test } from 'vitest';
import { PROJECT_ROOT, serviceSources } from '../support/service-sources.ts';

// An operator grants what docs/operations.md lists, and nothing else. A missing right stops a service in production.
const SERVICES = ['connections', 'sync', 'assets'] as const;
const TOPICS = Object.keys(contracts.TOPICS).flatMap((topic) => [topic, `${topic}.dlq`]);

/** The names in backquotes of each column in the row of an account. */
function documented(account: string) {
  const page = readFileSync(join(PROJECT_ROOT, 'docs/operations.md'), 'utf8');
  const row = page.split('\n').find((line) => line.startsWith(`| ${account} |`));
  const [, , write, read, groups] = row!
    .split('|')
    .map((cell) => Array.from(cell.matchAll(/`([^`]+)`/g), ([, n]) => n!));
  const topicsOf = (patterns: string[]) =>
    patterns.flatMap((pattern) =>
      pattern.endsWith('*') ? TOPICS.filter((topic) => topic.startsWith(pattern.slice(0, -1))) : [pattern],
    );
  return { write: topicsOf(write!), read: topicsOf(read!), groups: groups! };
}

const topicOf = (name: string) => contracts.EVENT_TYPES.find((event) => event === Object(contracts)[name])?.topic;

/** The topics of the events that a text names, without those that it reads as dead letters or only by name. */
function topicsIn(text: string): string[] {
  const names =
    text
      .replaceAll(/deadLetterOf\(\w+|\{ topic \} = \w+|\w+\.topic\b/g, '')
      .replace(/^import [^;]*;$/gm, '')
      .match(/\b[a-z]\w+\b/g) ?? [];
  return names.flatMap((name) => topicOf(name) ?? []);
}

const deadLettersIn = (text: string) =>
  Array.from(text.matchAll(/deadLetterOf\((\w+)/g), ([, name]) => `${topicOf(name!)}.dlq`);

/** What a service uses: its handlers are in `kafka`, and every other file that names an event sends it. */
function used(service: string) {
  const files = serviceSources().filter(({ path }) => path.startsWith(`${service}/src/`));
  const isHandlers = (path: string) => path.startsWith(`${service}/src/kafka/`);
  const handlers = files.filter(({ path }) => isHandlers(path)).map(({ text }) => text);
  const senders = files.filter(({ path }) => !isHandlers(path)).map(({ text }) => text);
  const read = handlers.flatMap(topicsIn);
  return {
    read: new Set([...read, ...handlers.flatMap(deadLettersIn)]),
    write: new Set([...senders.flatMap(topicsIn), ...read.map((topic) => `${topic}.dlq`)]),
    groups: files.flatMap(({ text }) =>
      Array.from(text.matchAll(/(?:groupId(?::| =)|CONSUMER_GROUP: string =) ['`]([^'`]+)/g), ([, group]) => group!),
    ),
  };
}

describe.each(SERVICES)('the documented rights in Kafka of %s', (service) => {
  const { read, write, groups } = used(service);
  const rights = documented(service);

  test('cover every topic that it reads and writes', () => {
    expect([...read].filter((topic) => !rights.read.includes(topic))).toEqual([]);
    expect([...write].filter((topic) => !rights.write.includes(topic))).toEqual([]);
  });

  test('name no topic that it does not use, apart from its own topics', () => {
    const isOther = (topic: string) => !topic.startsWith(`${service}.`);
    expect(rights.read.filter(isOther).filter((topic) => !read.has(topic))).toEqual([]);
    expect(rights.write.filter(isOther).filter((topic) => !write.has(topic))).toEqual([]);
  });

  test('cover every consumer group', () => {
    expect(groups.length).toBeGreaterThan(0);
    expect(groups.filter((group) => !rights.groups.some((prefix) => group.startsWith(prefix)))).toEqual([]);
  });
});

test('every topic that is not for anyone is read by a service', () => {
  const all = new Set(SERVICES.flatMap((service) => [...used(service).read]));
  const internal = Object.entries(contracts.TOPICS).filter(([, { to }]) => to !== 'anyone');
  expect(internal.map(([topic]) => topic).filter((topic) => !all.has(topic))).toEqual([]);
});
