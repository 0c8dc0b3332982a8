import { createHttpServer, type HttpServer } from '@bucket-sync/shared/http';
import { eventually, silentLog } from '@bucket-sync/shared/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDownloadLinks } from '../../src/http/download-links.ts';
import { downloadRoute } from '../../src/http/download-route.ts';

const DATASET = '01a1df14-1e00-7c0d-8bb2-ecf29d8b82d2';
const log = silentLog();
const ends: (() => void)[] = [];
let http: HttpServer;
let url: string;
let links: ReturnType<typeof createDownloadLinks>;

beforeAll(async () => {
  http = createHttpServer({ host: '127.0.0.1', port: 0, log, readiness: async () => ({}) });
  const lateLinks = { read: (token: string) => links.read(token) };
  downloadRoute(http.app, {
    links: lateLinks,
    log,
    open: async () => ({ contentType: 'text/plain', body: untilEnded() }),
  });
  url = await http.listen();
  links = createDownloadLinks({ publicUrl: url, secret: 'a secret of the test', now: () => new Date() });
});
afterAll(() => http.close());

async function* untilEnded() {
  const ended = Promise.withResolvers<void>();
  ends.push(ended.resolve);
  yield 'begins\n';
  await ended.promise;
  yield 'ends\n';
}

const download = (organizationId: string, init: RequestInit = {}) => {
  const request = { kind: 'EXPORT', organizationId, datasetId: DATASET, content: 'ASSETS', format: 'CSV' } as const;
  return fetch(links.sign(request, 'assets.csv').href, init);
};

test('an organization runs three downloads at once, all together eight; an ended one frees a slot', async () => {
  const open = [];
  for (const organizationId of ['a', 'a', 'a', 'b', 'b', 'b', 'c', 'c']) open.push(await download(organizationId));
  expect(open.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
  for (const organizationId of ['a', 'c', 'd']) {
    const refused = await download(organizationId);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '10']);
  }
  ends[0]!();
  expect(await open[0]!.text()).toBe('begins\nends\n');
  const next = await eventually(async () => {
    const response = await download('d');
    expect(response.status).toBe(200);
    return response;
  });
  for (const end of ends) end();
  for (const response of [...open.slice(1), next]) expect(await response.text()).toBe('begins\nends\n');
});

test('a client that disconnects frees its slot, and no more rows are read for it', async () => {
  const abort = new AbortController();
  for (let at = 0; at < 3; at += 1) await download('gone', { signal: abort.signal });
  expect((await download('gone')).status).toBe(503);
  abort.abort();
  for (const end of ends) end();
  const response = await eventually(async () => {
    const again = await download('gone');
    expect(again.status).toBe(200);
    return again;
  });
  ends.at(-1)!();
  await response.text();
});
