import { networkInterfaces } from 'node:os';
import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, test, vi } from 'vitest';
import type { Fault } from '../../src/index.ts';
import { aBucket, aConnection, aSandbox, CUSTOMER, failure, PLATFORM, s3, sts } from '../fixture.ts';
import { send, signed } from '../raw-http.ts';

const GET = '/customer-photos/a.jpg';

async function withFault(fault: Fault) {
  const sandbox = await aSandbox();
  const bucket = await aBucket(sandbox);
  await s3(sandbox).send(new PutObjectCommand({ Bucket: bucket, Key: 'a.jpg', Body: 'content of the object' }));
  const id = sandbox.faults.add(fault);
  const get = () => send(sandbox.url, signed(sandbox.url, { path: GET }));
  const whoAmI = () => sts(sandbox).send(new GetCallerIdentityCommand({}));
  return { sandbox, bucket, id, get, whoAmI };
}

describe('an effect', () => {
  test('throttle: SlowDown for S3, Throttling for STS', async () => {
    const { get, whoAmI } = await withFault({ effect: { kind: 'throttle' } });
    const answer = await get();
    expect([answer.status, answer.element('Code')]).toEqual([503, 'SlowDown']);
    expect(await failure(whoAmI())).toMatchObject({ code: 'Throttling', status: 400, message: 'Rate exceeded' });
  });

  test('internal-error: a 500', async () => {
    const { get, whoAmI } = await withFault({ effect: { kind: 'internal-error' } });
    const answer = await get();
    expect([answer.status, answer.element('Code')]).toEqual([500, 'InternalError']);
    expect((await failure(whoAmI())).status).toBe(500);
  });

  test('expired-token: ExpiredToken in the form of each service', async () => {
    const { get, whoAmI } = await withFault({ effect: { kind: 'expired-token' } });
    const answer = await get();
    expect([answer.status, answer.element('Code')]).toEqual([400, 'ExpiredToken']);
    expect(await failure(whoAmI())).toMatchObject({ code: 'ExpiredToken', status: 403 });
  });

  test('error: the given code', async () => {
    const { get } = await withFault({
      effect: { kind: 'error', status: 400, code: 'TokenRefreshRequired', message: 'Refresh.' },
    });
    expect((await get()).element('Code')).toBe('TokenRefreshRequired');
  });

  test('reset: the connection is reset without an answer', async () => {
    const { get } = await withFault({ effect: { kind: 'reset' } });
    await expect(get()).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  test('html: a page with status 200', async () => {
    const { get } = await withFault({ effect: { kind: 'html' } });
    const answer = await get();
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toContain('text/html');
    expect(answer.body).toMatch(/^<!DOCTYPE html>/);
  });

  test.each(['truncate', 'reset-in-body'] as const)('%s: the connection ends after half of the body', async (kind) => {
    const { get } = await withFault({ effect: { kind } });
    await expect(get()).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  test('short-body: a complete answer that lacks half of the bytes', async () => {
    const { get } = await withFault({ effect: { kind: 'short-body' } });
    const answer = await get();
    expect([answer.status, answer.body]).toEqual([200, 'content of']);
  });

  test.each(['hang', 'hang-in-body'] as const)('%s: no end until the caller closes the connection', async (kind) => {
    const { sandbox, whoAmI } = await withFault({ effect: { kind }, match: { operation: 'GetObject' } });
    const caller = new AbortController();
    const { path, headers } = signed(sandbox.url, { path: GET });
    const answer = fetch(`${sandbox.url}${path}`, { headers, signal: caller.signal });
    const body = answer.then((response) => response.text());
    const ended = vi.fn();
    void body.finally(ended).catch(() => {});
    await expect.poll(() => sandbox.faults.list()[0]?.hits).toBe(1);
    if (kind === 'hang-in-body') expect((await answer).headers.get('content-length')).toBe('21');
    await whoAmI();
    expect(ended).not.toHaveBeenCalled();
    caller.abort();
    await expect(body).rejects.toThrow('aborted');
  });

  test('delay: the right answer after the delay', async () => {
    const { get } = await withFault({ effect: { kind: 'delay' }, delayMs: 150 });
    const startedAt = performance.now();
    expect((await get()).status).toBe(200);
    expect(performance.now() - startedAt).toBeGreaterThan(140);
  });

  test('a sandbox that stops does not wait for a delay', async () => {
    const { sandbox, get } = await withFault({ effect: { kind: 'delay' }, delayMs: 3_600_000 });
    const answer = get();
    const cut = expect(answer).rejects.toMatchObject({ code: 'ECONNRESET' });
    await expect.poll(() => sandbox.faults.list()[0]?.hits).toBe(1);
    await sandbox.stop();
    await cut;
  });
});

describe('a fault', () => {
  test('hits the given number of requests and no more', async () => {
    const { get } = await withFault({ effect: { kind: 'throttle' }, times: 2 });
    expect([(await get()).status, (await get()).status, (await get()).status]).toEqual([503, 503, 200]);
  });

  test('is cleared by its id', async () => {
    const { sandbox, id, get } = await withFault({ effect: { kind: 'throttle' } });
    expect((await get()).status).toBe(503);
    expect(sandbox.faults.list()).toMatchObject([{ id, hits: 1 }]);
    sandbox.faults.clear(id);
    expect((await get()).status).toBe(200);
  });

  test.each<[Fault['match'], boolean]>([
    [{ service: 's3' }, true],
    [{ service: 'sts' }, false],
    [{ operation: 'GetObject' }, true],
    [{ operation: 'ListObjectsV2' }, false],
    [{ bucket: 'customer-photos', keyPrefix: 'a' }, true],
    [{ bucket: 'another' }, false],
    [{ keyPrefix: 'b' }, false],
    [{ key: 'a.jpg' }, true],
    [{ key: 'a' }, false],
    [{ accessKeyIdPrefix: 'AKIACUSTOMER' }, true],
    [{ accessKeyIdPrefix: 'ASIA' }, false],
    [{ region: 'eu-central-1' }, true],
    [{ region: 'eu-west-1' }, false],
  ])('for %j hits the GET of the administrator: %s', async (match, hits) => {
    const { get } = await withFault({ match: match!, effect: { kind: 'throttle' } });
    expect((await get()).status).toBe(hits ? 503 : 200);
  });
});

describe('over HTTP', () => {
  async function withAdmin() {
    const sandbox = await aSandbox();
    const connection = await aConnection(sandbox);
    const ask = async (method: string, path: string, body?: object) => {
      const answer = await send(sandbox.url, {
        method,
        path: `/_sandbox/${path}`,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: answer.status, json: JSON.parse(answer.body) };
    };
    const list = () =>
      s3(sandbox, connection.reader).send(new ListObjectsV2Command({ Bucket: connection.bucket, Prefix: '' }));
    return { sandbox, ...connection, ask, list };
  }

  test('faults are set, read and cleared', async () => {
    const { ask, list } = await withAdmin();
    const { json } = await ask('POST', 'faults', {
      match: { operation: 'ListObjectsV2' },
      effect: { kind: 'throttle' },
    });
    expect((await failure(list())).code).toBe('SlowDown');
    expect((await ask('GET', 'faults')).json).toMatchObject([{ id: json.id, hits: 1 }]);
    await ask('DELETE', `faults?id=${json.id}`);
    expect((await list()).KeyCount).toBe(0);
  });

  test('counters report requests, statuses and bytes of each operation since the last reset', async () => {
    const { ask, list } = await withAdmin();
    await ask('DELETE', 'counters');
    await list();
    const { json } = await ask('GET', 'counters');
    expect(json).toEqual({ 's3:ListObjectsV2': { requests: 1, bytesSent: expect.any(Number), statuses: { 200: 1 } } });
    expect(json['s3:ListObjectsV2'].bytesSent).toBeGreaterThan(200);
  });

  test('accounts, regions, keys, grants, buckets, objects and settings have their routes', async () => {
    const { sandbox, ask, bucket, readerArn } = await withAdmin();
    const added = {
      accountId: '123412341234',
      alias: 'new',
      accessKeyId: 'AKIANEWACCOUNT000000',
      secretAccessKey: 'new',
    };
    expect((await ask('POST', 'accounts', added)).status).toBe(200);
    expect((await sts(sandbox, added).send(new GetCallerIdentityCommand({}))).Account).toBe('123412341234');
    await ask('POST', 'account-settings', { accountId: PLATFORM.accountId, disabledStsRegions: ['eu-central-1'] });
    expect((await failure(sts(sandbox).send(new GetCallerIdentityCommand({})))).code).toBe('RegionDisabledException');
    const key = await ask('POST', 'kms-keys', { accountId: CUSTOMER.accountId, region: 'eu-central-1' });
    expect(key.json.arn).toMatch(/^arn:aws:kms:eu-central-1:111122223333:key\//);
    expect(
      (await ask('POST', 'kms-grants', { keyArn: key.json.arn, granteePrincipal: readerArn, operations: ['Decrypt'] }))
        .status,
    ).toBe(200);
    expect((await ask('POST', 'kms-key-settings', { keyArn: key.json.arn, enabled: false })).status).toBe(200);
    expect((await ask('POST', 'bucket-settings', { bucket, requesterPays: true })).status).toBe(200);
    await s3(sandbox).send(new PutObjectCommand({ Bucket: bucket, Key: 'a', Body: 'a' }));
    expect((await ask('POST', 'object-settings', { bucket, key: 'a', storageClass: 'GLACIER' })).status).toBe(200);
    expect((await ask('POST', 'settings', { iamDelayMs: 5 })).json).toMatchObject({ iamDelayMs: 5 });
  });

  const outside = Object.values(networkInterfaces())
    .flat()
    .find((address) => address !== undefined && !address.internal && address.family === 'IPv4')?.address;

  test.skipIf(outside === undefined)('is closed to other machines, though AWS is open to them', async () => {
    const sandbox = await aSandbox({ host: '0.0.0.0' });
    const url = `http://${outside}:${sandbox.port}`;
    expect((await send(url, { path: '/_sandbox/counters' })).status).toBe(403);
    expect((await send(url, signed(url, { path: '/' }))).status).toBe(200);
  });

  test('an invalid request is answered with its mistake', async () => {
    const { ask } = await withAdmin();
    expect(await ask('POST', 'settings', { iamDelay: 5 })).toEqual({
      status: 400,
      json: { error: 'There is no setting iamDelay' },
    });
    expect((await ask('POST', 'faults', { effect: { kind: 'explode' } })).json.error).toContain(
      'effect.kind must be one of',
    );
    expect((await ask('POST', 'faults', { effect: { kind: 'error', status: 400 } })).json.error).toBe(
      'effect.code is missing',
    );
    expect((await ask('POST', 'faults', { match: { Key: 'a' }, effect: { kind: 'hang' } })).json.error).toContain(
      'match.Key is unknown; the fields are service, operation',
    );
    expect((await ask('POST', 'object-settings', { bucket: 'none', key: 'a' })).json.error).toBe(
      'There is no object none/a',
    );
    expect((await ask('GET', 'nothing')).status).toBe(404);
  });
});
