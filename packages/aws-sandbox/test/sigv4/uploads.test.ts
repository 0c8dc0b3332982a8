import { describe, expect, test } from 'vitest';
import { hmacHex, sha256Hex, signingKey } from '../../src/sigv4/signing-key.ts';
import { CUSTOMER, REGION } from '../fixture.ts';
import { send, signed } from '../raw-http.ts';
import { withObject } from './signed-bucket.ts';

describe('the body of an upload', () => {
  test('that differs from the signed one is refused and not stored', async () => {
    const { url } = await withObject();
    const request = signed(url, { method: 'PUT', path: '/customer-photos/new', body: 'signed' });
    const answer = await send(url, { ...request, body: 'change' });
    expect(answer.element('Code')).toBe('XAmzContentSHA256Mismatch');
    expect((await send(url, signed(url, { path: '/customer-photos/new' }))).status).toBe(404);
  });

  test('that differs from its MD5 or checksum is refused', async () => {
    const { url } = await withObject();
    const put = (headers: Record<string, string>) =>
      send(url, signed(url, { method: 'PUT', path: '/customer-photos/new', body: 'content', headers }));
    expect((await put({ 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' })).element('Code')).toBe('BadDigest');
    expect((await put({ 'content-md5': 'AAAA' })).element('Code')).toBe('InvalidDigest');
    for (const algorithm of ['crc32', 'crc32c', 'crc64nvme', 'sha1', 'sha256']) {
      expect((await put({ [`x-amz-checksum-${algorithm}`]: 'AAAAAA==' })).element('Code')).toBe('BadDigest');
    }
  });

  test.each([
    ['crc32', 'y/Q5Jg=='],
    ['crc32c', '4waSgw=='],
    ['crc64nvme', 'rosUhgp5mIg='],
    ['sha1', '98O8HYCOBHMq32eZZczDTKeuNEE='],
  ])('is checked by %s as its standard defines it', async (algorithm, value) => {
    const { url } = await withObject();
    const headers = { [`x-amz-checksum-${algorithm}`]: value };
    const answer = await send(
      url,
      signed(url, { method: 'PUT', path: '/customer-photos/n', body: '123456789', headers }),
    );
    expect(answer.body).toBe('');
    expect(answer.headers[`x-amz-checksum-${algorithm}`]).toBe(value);
  });

  /** aws-chunked with a signature for each chunk, as older SDKs and streams send it. */
  function chunked(url: string, pieces: string[], tamper = false) {
    const size = pieces.reduce((sum, piece) => sum + piece.length, 0);
    const request = signed(
      url,
      {
        method: 'PUT',
        path: '/customer-photos/chunked',
        headers: { 'content-encoding': 'aws-chunked', 'x-amz-decoded-content-length': String(size) },
      },
      { payloadHash: 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' },
    );
    const timestamp = request.headers['x-amz-date']!;
    const date = timestamp.slice(0, 8);
    const key = signingKey(CUSTOMER.secretAccessKey, date, REGION, 's3');
    let previous = request.signature;
    const body = [...pieces, ''].map((piece) => {
      const scope = `${date}/${REGION}/s3/aws4_request`;
      const hashes = [previous, sha256Hex(''), sha256Hex(piece)];
      const text = ['AWS4-HMAC-SHA256-PAYLOAD', timestamp, scope, ...hashes].join('\n');
      previous = hmacHex(key, text);
      const sent = tamper ? piece.replace('second', 'SECOND') : piece;
      return `${piece.length.toString(16)};chunk-signature=${previous}\r\n${sent}\r\n`;
    });
    return { ...request, body: body.join('') };
  }

  test('in signed chunks is stored without the chunk framing', async () => {
    const { url } = await withObject();
    expect((await send(url, chunked(url, ['first ', 'second']))).status).toBe(200);
    const got = await send(url, signed(url, { path: '/customer-photos/chunked' }));
    expect(got.body).toBe('first second');
    expect(got.headers['content-encoding']).toBeUndefined();
  });

  test('with one chunk changed is refused', async () => {
    const { url } = await withObject();
    expect((await send(url, chunked(url, ['first ', 'second'], true))).element('Code')).toBe('SignatureDoesNotMatch');
  });

  test('in unsigned chunks is checked by its trailing checksum', async () => {
    const { url } = await withObject();
    const put = (checksum: string) =>
      send(url, {
        ...signed(
          url,
          {
            method: 'PUT',
            path: '/customer-photos/trailer',
            headers: {
              'x-amz-decoded-content-length': '9',
              'x-amz-trailer': 'x-amz-checksum-crc32',
              'content-encoding': 'aws-chunked',
            },
          },
          { payloadHash: 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' },
        ),
        body: `9\r\n123456789\r\n0\r\nx-amz-checksum-crc32:${checksum}\r\n\r\n`,
      });
    expect((await put('y/Q5Jg==')).status).toBe(200);
    expect((await put('AAAAAA==')).element('Code')).toBe('BadDigest');
  });
});
