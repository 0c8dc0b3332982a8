import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createBucketProber } from '../../src/aws/bucket-prober.ts';

let stop: () => void = () => {};
afterEach(() => stop());

const SESSION = {
  accessKeyId: 'A',
  secretAccessKey: 's',
  sessionToken: 't',
  expiresAt: new Date(Date.now() + 3_600_000),
};
const TARGET = {
  bucket: { bucketName: 'photos', prefix: '', region: 'us-east-1' },
  session: SESSION,
  ownerAccountId: '481516234200',
};
const OBJECT = { key: 'a.jpg', sizeBytes: 1_000, etag: '"e"', storageClass: 'STANDARD', isArchived: false };

/** A prober of an S3 that answers in this way. */
async function proberOf(answer: (response: ServerResponse) => void) {
  const server = createServer((_, response) => answer(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stop = () => server.close().closeAllConnections();
  const endpointUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // The SDK reads it.
  process.env.AWS_ENDPOINT_URL_S3 = endpointUrl;
  const deadlines = { listingMs: 300, readMs: 300 };
  return createBucketProber({ endpointUrl, forcePathStyle: true, deadlines });
}

const silent = () => {};
const stopsInBody = (response: ServerResponse) => {
  response.writeHead(200, { 'content-length': '1000', 'x-amz-request-id': 'R1', etag: '"e"' });
  response.write('<?xml version="1.0"?><ListBucketResult>');
};

test.each([
  ['never begins', silent],
  ['stops in its body', stopsInBody],
])('an answer that %s ends after its deadline, for a listing, a read and the attributes', async (_what, answer) => {
  const prober = await proberOf(answer);
  const answers = await Promise.all([
    prober.list(TARGET, { prefix: '', maxKeys: 1 }),
    prober.readFirstByte(TARGET, OBJECT),
    prober.readAttributes(TARGET, OBJECT),
  ]);
  for (const outcome of answers) {
    expect(outcome).toMatchObject({
      ok: false,
      answer: { code: 'NoAnswerFromAws', message: expect.stringContaining('within 0.3 s') },
    });
  }
});
