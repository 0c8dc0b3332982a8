import { expect, test } from 'vitest';
import { aBatch, accepted, skipped } from '../../testing/builders.ts';
import { openSubgraphWorld } from '../support/subgraph-world.ts';

const { world, subgraph } = await openSubgraphWorld();

test('a repair script is a download too', async () => {
  const own = await world.anOrganization();
  await world.ingest(
    aBatch({
      ...own,
      connectionId: 'c1',
      accepted: [accepted('a.jpg')],
      skipped: [skipped('b.jpg', 'EXIF_ORIENTATION', { etag: 'of-the-inspected-version' })],
    }),
  );
  const { _entities } = await subgraph.ask(
    own.organizationId,
    `query ($representations: [_Any!]!) {
      _entities(representations: $representations) {
        ... on BucketConnection { repairScript repairScriptDownload { href filename } } } }`,
    {
      representations: [
        { __typename: 'BucketConnection', id: 'c1', bucketName: 'photos', prefix: '', region: 'eu-central-1' },
      ],
    },
  );
  const [{ repairScript, repairScriptDownload }] = _entities;
  expect(repairScript).toContain(" 'of-the-inspected-version'\n");
  expect(repairScriptDownload.filename).toBe('fix-photos.sh');
  expect(await (await subgraph.download(repairScriptDownload.href)).text()).toBe(repairScript);
});

test('a script in an answer ends at 1.5 MB, the download is complete, and aliases share one script', async () => {
  const own = await world.anOrganization();
  const long = (at: number) => `${String(at).padStart(5, '0')}-${'x'.repeat(900)}.jpg`;
  for (let at = 0; at < 4_000; at += 1_000) {
    const files = Array.from({ length: 1_000 }, (_, each) => skipped(long(at + each)));
    await world.ingest(aBatch({ ...own, connectionId: 'long', skipped: files }));
  }
  const asked = 'a: repairScript b: repairScript c: repairScript repairScriptDownload { href }';
  const connection = { __typename: 'BucketConnection', id: 'long', bucketName: 'b', prefix: '', region: 'eu-west-1' };
  const { _entities } = await subgraph.ask(
    own.organizationId,
    `query ($r: [_Any!]!) { _entities(representations: $r) { ... on BucketConnection { ${asked} } } }`,
    { r: [connection] },
  );
  const [{ a, b, c, repairScriptDownload }] = _entities;
  expect([b, c]).toEqual([a, a]);
  expect(a.length).toBeLessThan(2_500_000);
  expect(a).toContain(long(500));
  expect(a).not.toContain(long(3_999));
  const download = await (await subgraph.download(repairScriptDownload.href)).text();
  expect(download).toContain(long(3_999));
  expect(download).not.toContain('More files follow');
});

test('scripts that continue after the last key of the one before hold every file once', async () => {
  const own = await world.anOrganization();
  const key = (at: number) => `${at}-${'"\u0007ü'.repeat(100)}-of-many.jpg`;
  const keys = Array.from({ length: 2_000 }, (_, at) => key(1_000 + at));
  // The fix of every file loses something: without a way to continue, the first script would come again for ever.
  const lossy = { findings: { mediaType: 'IMAGE', format: 'image/jpeg', orientation: 6 } } as const;
  const files = keys.map((objectKey) => skipped(objectKey, 'EXIF_ORIENTATION', lossy));
  await world.ingest(aBatch({ ...own, connectionId: 'many', skipped: files }));
  const connection = { __typename: 'BucketConnection', id: 'many', bucketName: 'b', prefix: '', region: 'eu-west-1' };
  const scriptWith = async (args: string) => {
    const fields = `repairScript(${args}) repairScriptDownload(${args}) { href }`;
    const { _entities } = await subgraph.ask(
      own.organizationId,
      `query ($r: [_Any!]!) { _entities(representations: $r) { ... on BucketConnection { ${fields} } } }`,
      { r: [connection] },
    );
    return _entities[0];
  };
  const held: number[] = [];
  let args = 'reason: EXIF_ORIENTATION';
  let scripts = 0;
  for (let next: string | undefined = args; next !== undefined; scripts += 1) {
    args = next;
    const { repairScript } = await scriptWith(args);
    held.push(...[...repairScript.matchAll(/^fix \w+ '(\d+)-/gm)].map(([, at]) => Number(at)));
    next = /^say 'More files .* repairScriptDownload\((.*)\)\.'$/m.exec(repairScript)?.[1];
  }
  expect(scripts).toBeGreaterThan(1);
  expect(args).toMatch(/^reason: EXIF_ORIENTATION, afterKey: "/);
  expect(held).toEqual(keys.map((_, at) => 1_000 + at));
  const { repairScript, repairScriptDownload } = await scriptWith(args);
  expect(await (await subgraph.download(repairScriptDownload.href)).text()).toBe(repairScript);
});

test.each(['a\\u0000b', 'x'.repeat(1_025)])('an afterKey that no object has is refused: %.20s', async (afterKey) => {
  const { organizationId } = await world.anOrganization();
  const connection = { __typename: 'BucketConnection', id: 'c1', bucketName: 'b', prefix: '', region: 'eu-west-1' };
  const asked = subgraph.ask(
    organizationId,
    `query ($r: [_Any!]!) { _entities(representations: $r) {
      ... on BucketConnection { repairScriptDownload(afterKey: "${afterKey}") { href } } } }`,
    { r: [connection] },
  );
  await expect(asked).rejects.toMatchObject({ code: 'BAD_REQUEST', message: expect.stringContaining('afterKey') });
});
