import { expect, test } from 'vitest';
import { sampleObjects } from '../../src/sample/sample-objects.ts';

const objects = sampleObjects();

test('the sample bucket holds 200 or more objects, and less than 3 MB', () => {
  expect(objects.length).toBeGreaterThanOrEqual(200);
  expect(objects.reduce((total, { body }) => total + body.length, 0)).toBeLessThan(3_000_000);
});

test('no two objects have the same key, and no two files the same bytes', () => {
  const files = objects.filter(({ body }) => body.length > 0);
  expect(new Set(objects.map(({ key }) => key)).size).toBe(objects.length);
  expect(new Set(files.map(({ body }) => body.toString('latin1'))).size).toBe(files.length);
});

test('every start makes the same objects, so a second sync finds nothing new', () => {
  expect(sampleObjects()).toEqual(objects);
});
