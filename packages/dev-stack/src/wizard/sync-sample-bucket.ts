import { connectBucket } from '../gateway-client/connect-bucket.ts';
import { graphqlClient } from '../gateway-client/graphql-client.ts';
import { readResult } from '../gateway-client/read-result.ts';
import { type Preview, previewSync, syncBucket } from '../gateway-client/sync-bucket.ts';
import { BUCKET_REGION, customerClients } from '../sample/customer-clients.ts';
import { makeCustomerKey } from '../sample/customer-key.ts';
import { fillBucket } from '../sample/fill-bucket.ts';
import { grantRole } from '../sample/grant-role.ts';
import { sampleObjects } from '../sample/sample-objects.ts';
import type { Addresses } from '../settings/endpoints-file.ts';
import { progressDisplay } from '../terminal/progress-bar.ts';
import { resultLines } from '../terminal/report.ts';
import type { Steps } from '../terminal/steps.ts';

const BUCKET = 'acme-field-cameras';

/**
 * Acts as the customer: fills a bucket in the customer's AWS account, connects it through GraphQL, previews, syncs and
 * prints the result. A second start finds the bucket and the connection of the first.
 */
export async function syncSampleBucket(
  { gatewayUrl, awsEndpointUrl, tokens, customer }: Addresses,
  steps: Steps,
  screen: NodeJS.WritableStream,
): Promise<void> {
  const aws = customerClients(awsEndpointUrl, customer);
  const gateway = graphqlClient(`${gatewayUrl}/graphql`, tokens.acme);
  try {
    const objects = sampleObjects();
    await steps.run(`Filling the sample bucket s3://${BUCKET} (${objects.length} objects)`, () =>
      fillBucket(aws.s3, {
        bucket: BUCKET,
        objects,
        makeKey: () => makeCustomerKey(awsEndpointUrl, customer.accountId),
      }),
    );
    const { datasetId, connectionId } = await steps.run('Connecting the bucket: policies, role, check', () =>
      connectBucket(gateway, {
        datasetName: 'Field cameras',
        connectionName: 'Field cameras (sample)',
        bucketName: BUCKET,
        region: BUCKET_REGION,
        grant: (pasted) => grantRole(aws, BUCKET, pasted),
        say: steps.say,
      }),
    );
    steps.say('  Green heart: the bucket can be listed and read.');
    const preview = await steps.run('Previewing the sync', () => previewSync(gateway, connectionId));
    steps.say(`  ${previewSentence(preview)}`);
    steps.say('· Syncing …');
    const progress = progressDisplay(screen);
    const run = await syncBucket(gateway, connectionId, progress.show).finally(progress.end);
    for (const line of resultLines(run, await readResult(gateway, datasetId))) steps.say(line);
  } finally {
    await gateway.close();
    aws.close();
  }
}

function previewSentence(preview: Preview): string {
  const { objectCount, imageCount, videoCount, otherCount } = preview;
  const { newCount, unchangedCount, retriedCount, dataRowsNeeded, dataRowsLeft } = preview;
  const retried = retriedCount === 0 ? '' : `, ${retriedCount} of them to be tried again`;
  return (
    `${objectCount} objects: ${imageCount} images, ${videoCount} videos, ${otherCount} others by their names; ` +
    `${newCount} new, ${unchangedCount} unchanged${retried}; needs up to ${dataRowsNeeded} data rows of ` +
    `${dataRowsLeft} left.`
  );
}
