import { beforeAll, expect, test } from 'vitest';
import { aBatch, skipped } from '../../testing/builders.ts';
import { MP4 } from '../domain/fixes/recording-tools.ts';
import { openSubgraphWorld } from '../support/subgraph-world.ts';

const { world, subgraph } = await openSubgraphWorld();
let own: { organizationId: string; datasetId: string };
beforeAll(async () => {
  own = await world.anOrganization();
  const files = [
    skipped('sideways one.jpg'),
    skipped('old brand.mp4', 'MP4_MAJOR_BRAND', { findings: { ...MP4 } }),
    skipped('from before.jpg', 'EXIF_ORIENTATION', { findings: undefined, mend: 'ORIENT_IMAGE' }),
    skipped('ten bits.mp4', 'PIXEL_FORMAT', { findings: { ...MP4, pixelFormat: 'yuv420p10le' } }),
    skipped('notes.txt', 'NOT_MEDIA'),
    skipped('empty.jpg', 'EMPTY'),
  ];
  await world.ingest(aBatch({ ...own, connectionId: 'c1', skipped: files }));
  await world.ingest(aBatch({ ...own, connectionId: 'c2', skipped: [skipped('of another connection.jpg')] }));
});

const SCRIPT = `
  query ($representations: [_Any!]!, $reason: SkipReason) {
    _entities(representations: $representations) { ... on BucketConnection { repairScript(reason: $reason) } }
  }`;

async function script(organizationId: string, reason?: string): Promise<string> {
  const bucket = { bucketName: 'their-bucket', prefix: 'train/', region: 'eu-west-1' };
  const representations = [{ __typename: 'BucketConnection', id: 'c1', ...bucket }];
  return (await subgraph.ask(organizationId, SCRIPT, { representations, reason }))._entities[0].repairScript;
}

test('a skipped file comes with its fixes; the command is the first one that loses nothing', async () => {
  const { dataset } = await subgraph.ask(
    own.organizationId,
    `query ($id: ID!) { dataset(id: $id) {
      skippedFiles(filter: { connectionId: "c1" }) {
        edges { node { objectKey fixCommand fixes { title loses } } }
      }
    } }`,
    { id: own.datasetId },
  );
  const commands = dataset.skippedFiles.edges.map(({ node }: { node: object }) => node);
  expect(commands).toEqual([
    { objectKey: 'empty.jpg', fixCommand: null, fixes: [] },
    { objectKey: 'from before.jpg', fixCommand: null, fixes: expect.arrayContaining([expect.anything()]) },
    { objectKey: 'notes.txt', fixCommand: null, fixes: [] },
    {
      objectKey: 'old brand.mp4',
      fixCommand: expect.stringMatching(/ && printf mp42 \| dd of='old brand\.mp4' /),
      fixes: [{ title: 'Change the brand to mp42, in place.', loses: [] }],
    },
    {
      objectKey: 'sideways one.jpg',
      fixCommand: expect.stringMatching(/ = 6 \] && jpegtran .* 'sideways one\.jpg' /),
      fixes: [
        { title: expect.stringContaining('without encoding them again'), loses: [] },
        { title: expect.stringContaining('Drop the orientation tag'), loses: [expect.any(String)] },
        {
          title: expect.stringContaining('ImageMagick'),
          loses: ['data behind the picture, if there are any', 'picture quality (it is encoded again)'],
        },
      ],
    },
    {
      objectKey: 'ten bits.mp4',
      fixCommand: null,
      fixes: [
        {
          title: expect.stringContaining('Encode the video again'),
          loses: expect.arrayContaining(['sample depth (10 to 8 bits)']),
        },
      ],
    },
  ]);
});

test('the repair script fixes every file of the connection that a command fixes, and counts the others', async () => {
  const text = await script(own.organizationId);
  expect(text).toContain("'sideways one.jpg'");
  expect(text).toContain("'old brand.mp4'");
  expect(text).not.toContain('of another connection.jpg');
  expect(text).toContain('their-bucket');
  expect(text).toContain('eu-west-1');
  expect(text).toContain('Fixing 4 files of the bucket under train/; no command fixes 2 others.');
});

test('the repair script for one reason fixes the files of that reason alone', async () => {
  const text = await script(own.organizationId, 'MP4_MAJOR_BRAND');
  expect(text).toContain("'old brand.mp4'");
  expect(text).not.toContain('sideways one.jpg');
  expect(text).toContain("'Fixing 1 file of the bucket under train/.'");
});

test('the repair script of another organization names none of the files', async () => {
  const text = await script((await world.anOrganization()).organizationId);
  expect(text).toContain('Fixing 0 files of the bucket under train/.');
  expect(text).not.toContain('sideways');
});
