import * as aws from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { aBucket, aSandbox, CUSTOMER, s3 } from '../fixture.ts';
import { send, signed } from '../raw-http.ts';

const LIST = '/customer-photos?list-type=2&prefix=';

test('a request in the wrong region gets a 301 with the bucket’s region and endpoint', async () => {
  const sandbox = await aSandbox();
  await aBucket(sandbox);
  const answer = await send(sandbox.url, signed(sandbox.url, { path: LIST }, { region: 'eu-west-1' }));
  expect([answer.status, answer.element('Code')]).toEqual([301, 'PermanentRedirect']);
  expect(answer.headers['x-amz-bucket-region']).toBe('eu-central-1');
  expect(answer.element('Endpoint')).toBe('customer-photos.s3.eu-central-1.amazonaws.com');
});

test('a request in us-east-1 for a bucket elsewhere gets a 400 with the bucket’s region', async () => {
  const sandbox = await aSandbox();
  await aBucket(sandbox);
  const answer = await send(sandbox.url, signed(sandbox.url, { path: LIST }, { region: 'us-east-1' }));
  expect([answer.status, answer.element('Code'), answer.element('Region')]).toEqual([
    400,
    'AuthorizationHeaderMalformed',
    'eu-central-1',
  ]);
  expect(answer.element('Message')).toBe(
    "The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-central-1'",
  );
  expect(answer.headers['x-amz-bucket-region']).toBe('eu-central-1');
});

test('a bucket in an opt-in region is an illegal location for other endpoints', async () => {
  const sandbox = await aSandbox();
  sandbox.administration.changeAccount({ accountId: CUSTOMER.accountId, enabledOptInRegions: ['me-south-1'] });
  await aBucket(sandbox, 'customer-photos', 'me-south-1');
  const answer = await send(sandbox.url, signed(sandbox.url, { path: LIST }, { region: 'eu-west-1' }));
  expect([answer.status, answer.element('Code')]).toEqual([400, 'IllegalLocationConstraintException']);
  expect(answer.element('Message')).toBe(
    'The me-south-1 location constraint is incompatible for the region specific endpoint this request was sent to.',
  );
});

test('HEAD answers with the region and without a body', async () => {
  const sandbox = await aSandbox();
  await aBucket(sandbox);
  const answer = await send(
    sandbox.url,
    signed(sandbox.url, { method: 'HEAD', path: '/customer-photos' }, { region: 'eu-west-1' }),
  );
  expect([answer.status, answer.headers['x-amz-bucket-region'], answer.body]).toEqual([301, 'eu-central-1', '']);
});

test('an SDK that follows regions finds the bucket', async () => {
  const sandbox = await aSandbox();
  const Bucket = await aBucket(sandbox);
  const client = s3(sandbox, CUSTOMER, 'eu-west-1');
  client.config.followRegionRedirects = true;
  expect((await client.send(new aws.GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBe('eu-central-1');
});

test.each([
  ['eu-west-1', 'eu-central-1', 'IllegalLocationConstraintException'],
  ['eu-west-1', undefined, 'IllegalLocationConstraintException'],
  ['us-east-1', 'nowhere-1', 'InvalidLocationConstraint'],
])('the endpoint of %s makes no bucket in %s', async (region, location, code) => {
  const sandbox = await aSandbox();
  const constraint = location === undefined ? '' : `<LocationConstraint>${location}</LocationConstraint>`;
  const body = `<CreateBucketConfiguration>${constraint}</CreateBucketConfiguration>`;
  const request = signed(sandbox.url, { method: 'PUT', path: '/new-bucket', body }, { region });
  expect((await send(sandbox.url, request)).element('Code')).toBe(code);
});

test('a bucket in us-east-1 has an empty location', async () => {
  const sandbox = await aSandbox();
  const Bucket = await aBucket(sandbox, 'photos-us', 'us-east-1');
  const client = s3(sandbox, CUSTOMER, 'us-east-1');
  expect((await client.send(new aws.GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBeUndefined();
});
