import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from './support/wizard.ts';
import { startWorld, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

test.each(['train/a+b.jpg', 'train/100%.jpg', 'train/a%2Bb.jpg'])(
  'a server that omits EncodingType from its listing connects with the key %s',
  async (key) => {
    const bucketName = await world.customer.makeBucket('us-east-1', [key]);
    world.sandbox.administration.changeBucket({ bucket: bucketName, omitsEncodingType: true });
    const { health } = await connect(world, world.as(), { bucketName });
    expect(health).toMatchObject({ indicator: 'GREEN_HEART', cause: null });
  },
);
