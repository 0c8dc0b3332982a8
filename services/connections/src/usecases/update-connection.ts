import { Problem, problem } from '@bucket-sync/shared/problem';
import { parseLocation } from '../domain/aws/parse/parse-location.ts';
import type { Connection } from '../domain/connection.ts';
import { noConnection } from '../domain/no-connection.ts';
import { parseName } from '../domain/parse-name.ts';
import type { ConnectionStore } from '../domain/ports.ts';

export interface UpdateInput {
  name?: string | null;
  bucketName?: string | null;
  prefix?: string | null;
  region?: string | null;
}

interface UpdateParts {
  connections: Pick<ConnectionStore, 'find' | 'rename' | 'relocate'>;
}

/**
 * Corrects what was typed. What is absent stays; an empty prefix means the whole bucket. The label may change at any time,
 * the bucket only before the first sync: assets are known by bucket and key.
 */
export async function updateConnection(
  { connections }: UpdateParts,
  organizationId: string,
  id: string,
  input: UpdateInput,
): Promise<Connection | Problem> {
  const connection = await connections.find(organizationId, id);
  if (!connection) return noConnection();
  const name = parseName(input.name ?? connection.name);
  if (name instanceof Problem) return name;
  const before = connection.bucket;
  const location = parseLocation({
    bucketName: input.bucketName ?? before.bucketName,
    prefix: input.prefix ?? (input.bucketName == null ? before.prefix : prefixBeside(input.bucketName, before.prefix)),
    region: input.region ?? before.region,
  });
  if (location instanceof Problem) return location;
  const { bucket, notices } = location;
  const moves =
    bucket.bucketName !== before.bucketName || bucket.prefix !== before.prefix || bucket.region !== before.region;
  if (moves && !(await connections.relocate(connection, bucket, notices))) {
    return problem(
      'NOT_ALLOWED_NOW',
      'The bucket of this connection has been synced already, so it can no longer change. Create another connection for another bucket.',
      (['bucketName', 'prefix'] as const).find((field) => bucket[field] !== before[field]) ?? 'region',
    );
  }
  if (name.name !== connection.name) await connections.rename(organizationId, id, name.name);
  return (await connections.find(organizationId, id)) ?? noConnection();
}

/** A URL or URI that is typed for the name brings its own prefix; a bare name keeps the one there is. */
function prefixBeside(bucketName: string, prefix: string): string | undefined {
  return bucketName.includes('/') ? undefined : prefix;
}
