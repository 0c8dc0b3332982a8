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
  expect(await (await subgraph.download(repairScriptDownload.href)).text()).toContain(long(3_999));
});
