import { parsePatterns, type TypedPatterns } from '@bucket-sync/shared/patterns';
import { Problem, parseName, problem } from '@bucket-sync/shared/problem';
import { parseLocation } from '../domain/aws/parse/parse-location.ts';
import type { BucketLocation, Connection, ConnectionChange } from '../domain/connection.ts';
import { noConnection } from '../domain/no-connection.ts';
import type { ConnectionStore } from '../domain/ports.ts';

export interface UpdateInput extends TypedPatterns {
  name?: string | null | undefined;
  bucketName?: string | null | undefined;
  prefix?: string | null | undefined;
  region?: string | null | undefined;
}

interface UpdateParts {
  connections: Pick<ConnectionStore, 'find' | 'update'>;
}

/**
 * Corrects typed values. An absent field stays; an empty prefix means the whole bucket. Name and patterns may change at
 * any time. The bucket may change only before the first sync, because assets are identified by bucket and key.
 */
export async function updateConnection(
  { connections }: UpdateParts,
  organizationId: string,
  id: string,
  input: UpdateInput,
): Promise<Connection | Problem> {
  const connection = await connections.find(organizationId, id);
  if (!connection) return noConnection();
  const change = changeOf(connection, input);
  if (change instanceof Problem) return change;
  if (Object.keys(change).length === 0) return connection;
  const isUpdated = await connections.update(organizationId, connection.id, change);
  if (!isUpdated && change.location) return alreadySynced(connection.bucket, change.location.bucket);
  return (await connections.find(organizationId, id)) ?? noConnection();
}

/** Only the differences: a changed location makes the health unchecked. */
function changeOf(connection: Connection, input: UpdateInput): ConnectionChange | Problem {
  const name = input.name == null ? { name: connection.name } : parseName(input.name, 'the connection');
  if (name instanceof Problem) return name;
  const before = connection.bucket;
  const location = parseLocation({
    bucketName: input.bucketName ?? before.bucketName,
    prefix: input.prefix ?? (input.bucketName == null ? before.prefix : prefixBeside(input.bucketName, before.prefix)),
    region: input.region ?? before.region,
  });
  if (location instanceof Problem) return location;
  const patterns = parsePatterns(input);
  if (patterns instanceof Problem) return patterns;
  return {
    ...(name.name !== connection.name && name),
    ...(movedField(before, location.bucket) && { location }),
    ...(differs(patterns.includePatterns, connection.includePatterns) && { includePatterns: patterns.includePatterns }),
    ...(differs(patterns.excludePatterns, connection.excludePatterns) && { excludePatterns: patterns.excludePatterns }),
  };
}

function differs(list: readonly string[] | undefined, before: readonly string[]): list is readonly string[] {
  return list !== undefined && JSON.stringify(list) !== JSON.stringify(before);
}

function movedField(before: BucketLocation, after: BucketLocation): keyof BucketLocation | undefined {
  return (['bucketName', 'prefix', 'region'] as const).find((field) => before[field] !== after[field]);
}

function alreadySynced(before: BucketLocation, after: BucketLocation): Problem {
  const field = movedField(before, after);
  const next =
    field === 'region'
      ? 'If the bucket was created again in another region, remove this connection and connect the bucket to the ' +
        'same dataset again: its files keep their assets and cost no data rows.'
      : 'Create another connection for another bucket.';
  const why = 'The bucket of this connection has been synced already, so it can no longer change.';
  return problem('NOT_ALLOWED_NOW', `${why} ${next}`, field);
}

/** A URL or URI typed as the name also sets the prefix; a bare name leaves the prefix unchanged. */
function prefixBeside(bucketName: string, prefix: string): string | undefined {
  return bucketName.includes('/') ? undefined : prefix;
}
