// npm start: starts everything on this machine, syncs a sample bucket, and runs until Ctrl-C.
import { runUntilSignal } from './processes/until-signal.ts';
import { setOrganizations } from './stack/set-organizations.ts';
import { startStack } from './stack/start-stack.ts';
import { stateFolder } from './state-folder.ts';
import { addressLines } from './terminal/address-lines.ts';
import { stepsOn } from './terminal/steps.ts';
import { syncSampleBucket } from './wizard/sync-sample-bucket.ts';

const steps = stepsOn(process.stdout);
const began = Date.now();

await runUntilSignal(async (onStop) => {
  const folder = stateFolder(process.env);
  const stack = await startStack({ env: process.env, stateFolder: folder, steps, onStop });
  await steps.run('Creating the organizations acme and globex (paid) and hobby (free), unless they exist', () =>
    setOrganizations(stack.assetsDatabaseUrl),
  );
  // The sample bucket exists only in the sandbox.
  if (!process.env.S3_ENDPOINT_URL) await syncSampleBucket(stack.addresses, steps, process.stdout);
  stack.announce();
  for (const line of addressLines(stack.addresses, folder)) steps.say(line);
  steps.say(`Ready after ${((Date.now() - began) / 1000).toFixed(1)} s. Stop it with Ctrl-C.`);
}, steps.say);
