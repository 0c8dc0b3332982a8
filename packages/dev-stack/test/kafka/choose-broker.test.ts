import { expect, test } from 'vitest';
import { type BrokerPrograms, chooseBroker } from '../../src/kafka/choose-broker.ts';

const programs = (found: Partial<BrokerPrograms>): BrokerPrograms => ({
  given: undefined,
  javaVersion: undefined,
  hasMaven: false,
  hasJars: false,
  hasDocker: false,
  ...found,
});
const everything = { javaVersion: 17, hasMaven: true, hasJars: true, hasDocker: true };

test('a given broker is preferred', () => {
  expect(chooseBroker(programs({ ...everything, given: 'host:9092' }))).toEqual({
    kind: 'given',
    brokers: 'host:9092',
  });
});

test('Java with Maven is preferred to Docker', () => {
  expect(chooseBroker(programs({ javaVersion: 21, hasMaven: true, hasDocker: true }))).toEqual({ kind: 'java' });
});

test('Maven is not needed when the jars are present', () => {
  expect(chooseBroker(programs({ javaVersion: 17, hasJars: true }))).toEqual({ kind: 'java' });
});

test.each([
  ['no Java', { hasMaven: true, hasDocker: true }],
  ['a Java that is too old', { javaVersion: 11, hasMaven: true, hasDocker: true }],
  ['no Maven', { javaVersion: 17, hasDocker: true }],
])('with %s, Docker is used', (_, found) => {
  expect(chooseBroker(programs(found))).toEqual({ kind: 'docker' });
});

test.each([
  [{}, 'no Java is installed', 'openjdk-17-jre-headless maven'],
  [{ javaVersion: 11, hasMaven: true }, 'only Java 11 is installed', 'openjdk-17-jre-headless"'],
  [{ javaVersion: 17 }, 'Maven is missing', 'apt-get install maven'],
])('with %j one sentence says what to install', (found, what, how) => {
  const choice = chooseBroker(programs(found));
  expect(choice.kind).toBe('none');
  if (choice.kind !== 'none') return;
  expect(choice.sentence).toContain(what);
  expect(choice.sentence).toContain(how);
  expect(choice.sentence).toContain('KAFKA_BROKERS');
});
