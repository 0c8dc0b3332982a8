import * as contracts from '@bucket-sync/shared/contracts';
import { describe, expect, test } from 'vitest';
import { serviceSources } from '../support/service-sources.ts';

// The steps of docs/how-to/add-a-message.md that no type checks; docs/events.md is generated, and CI compares it.
const DECLARED = Object.entries(contracts).flatMap(([name, value]) =>
  contracts.EVENT_TYPES.some((event) => event === value) ? [name] : [],
);
const sources = serviceSources();
const mentions = (name: string) =>
  sources.flatMap(({ text }) => text.match(new RegExp(`.*\\b${name}\\b.*`, 'g')) ?? []);
const isImport = (line: string) => /^import |^ {2}\w+,$|^} from/.test(line);
const isHandler = (name: string, line: string) => new RegExp(`[hH]andle\\w*\\(\\s*${name}\\b`).test(line);

test('every message of the contracts is in EVENT_TYPES', () => {
  expect(DECLARED).toHaveLength(contracts.EVENT_TYPES.length);
});

describe.each(DECLARED)('%s', (name) => {
  const lines = mentions(name).filter((line) => !isImport(line));

  test('is sent by a service', () => {
    expect(lines.some((line) => !isHandler(name, line))).toBe(true);
  });
});

describe.each(
  DECLARED.filter((name) => {
    const topic = contracts.EVENT_TYPES.find((event) => event === Object(contracts)[name])?.topic ?? '';
    return contracts.isTopicName(topic) && contracts.TOPICS[topic].audience === 'INTERNAL';
  }),
)('%s, which is internal,', (name) => {
  test('is handled by a service', () => {
    expect(mentions(name).some((line) => isHandler(name, line))).toBe(true);
  });
});
