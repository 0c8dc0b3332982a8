import type { Problem } from '@bucket-sync/shared/problem';
import { expect, test } from 'vitest';
import { parseRegion } from '../../../../src/domain/aws/parse/parse-region.ts';

test.each([
  ['us-east-1', 'us-east-1'],
  [' EU-West-1 ', 'eu-west-1'],
  ['US East (N. Virginia)', 'us-east-1'],
  ['us east (n. virginia) us-east-1', 'us-east-1'],
  ['Europe (Ireland)', 'eu-west-1'],
  ['EU (Ireland)', 'eu-west-1'],
  ['Frankfurt', 'eu-central-1'],
  ['EU', 'eu-west-1'],
  ['US Standard', 'us-east-1'],
  ['null', 'us-east-1'],
  ['eu_central_1', 'eu-central-1'],
  ['EU_CENTRAL_1', 'eu-central-1'],
  ['eu central 1', 'eu-central-1'],
  ['eucentral1', 'eu-central-1'],
  ['eu-central-1a', 'eu-central-1'],
  ['"eu-central-1",', 'eu-central-1'],
  ['s3.eu-central-1.amazonaws.com', 'eu-central-1'],
  ['s3-eu-west-1.amazonaws.com', 'eu-west-1'],
  ['Europe (Frankfurt)', 'eu-central-1'],
  ['eu-central-1 (Frankfurt)', 'eu-central-1'],
  ['South America (São Paulo)', 'sa-east-1'],
])('%j is %s', (typed, region) => {
  expect(parseRegion(typed)).toMatchObject({ region });
});

test.each(['EU', 'eu_central_1', 'eu-central-1b'])('%j is accepted with a notice', (typed) => {
  expect(parseRegion(typed)).toMatchObject({ notice: expect.stringContaining(`"${typed}" was taken as eu-`) });
});

test('a display name is accepted with a notice', () => {
  expect(parseRegion('Europe (Paris)')).toMatchObject({
    notice: 'The region "Europe (Paris)" was taken as eu-west-3.',
  });
});

test.each([
  ['', /Enter the region/],
  ['us-east-11', /did you mean us-east-1/],
  ['eu-wset-1', /did you mean eu-west-1/],
  ['cn-north-1', /AWS China/],
  ['us-gov-west-1', /GovCloud/],
  ['the moon', /not an AWS region/],
  ['x'.repeat(10_000), /not an AWS region/],
])('%j is refused at its field', (typed, message) => {
  const problem = parseRegion(typed) as Problem;
  expect(problem).toMatchObject({ code: 'INVALID_INPUT', field: 'region' });
  expect(problem.message).toMatch(message);
});
