import { expect, test } from 'vitest';
import { REGIONS as KNOWN } from '../../../../services/connections/testing/index.ts';
import { REGIONS } from '../../src/wizard/regions.ts';

test('the wizard suggests every region that the service knows, by the same name', () => {
  expect(Object.fromEntries(REGIONS.map(({ id, name }) => [id, name]))).toEqual(KNOWN);
});
