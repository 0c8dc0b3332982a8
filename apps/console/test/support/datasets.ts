import { clientOf } from '../../../../test/support/system.ts';

/** The dataset that `npm start` fills, and its connection. */
export async function sample(): Promise<{ datasetId: string; connectionId: string }> {
  const client = await clientOf('acme');
  const { bucketConnections } = await client.request<{
    bucketConnections: { id: string; name: string; datasetId: string }[];
  }>('{ bucketConnections { id name datasetId } }');
  const found = bucketConnections.find(({ name }) => name.includes('sample'));
  if (!found) throw new Error('npm start connected no sample bucket');
  return { datasetId: found.datasetId, connectionId: found.id };
}
