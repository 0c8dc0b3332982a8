import { Problem, problem } from '@bucket-sync/shared/problem';
import { parseRoleArn } from '../domain/aws/parse/parse-role-arn.ts';
import { remedyOf } from '../domain/aws/remedies/remedy.ts';
import type { Connection } from '../domain/connection.ts';
import { asProbed, type CheckParts, provesExternalId, recordCheck } from './check-connection.ts';
import { withCheckLease } from './check-lease.ts';
import { noConnection } from './update-connection.ts';

export interface SubmitParts extends CheckParts {
  connections: CheckParts['connections'] & {
    /** The name of another connection that uses the role of this one. */
    findOtherOfRole(connection: Connection): Promise<string | undefined>;
  };
  platformAccountId: string;
  consoleOrigin: string;
}

/**
 * Wizard step 4. The role is tried before it is stored: one that can be assumed without our external ID never is, nor one
 * of which AWS did not let that be seen. One that cannot be assumed yet is, so that Retry has something to try.
 */
export async function submitRole(
  parts: SubmitParts,
  organizationId: string,
  id: string,
  typedArn: string,
): Promise<Connection | Problem> {
  const find = () => parts.connections.find(organizationId, id);
  const asked = await find();
  if (!asked) return noConnection();
  const { platformAccountId } = parts;
  const parsed = parseRoleArn(typedArn, { platformAccountId, externalId: asked.externalId });
  if (parsed instanceof Problem) return parsed;
  const { roleArn } = parsed;
  const store = { store: parts.checks, clock: parts.clock, newHolder: parts.newHolder };
  const isGone = async () => !(await find());
  const refusal = await withCheckLease(store, id, isGone, async (holder) => {
    const connection = await find();
    if (!connection) return noConnection();
    parts.sessions.forget(id);
    const result = await parts.probes.run(asProbed(connection, roleArn), parts.settleMs);
    const isVerified = provesExternalId(result);
    const isRefused = result.cause === 'EXTERNAL_ID_NOT_REQUIRED';
    const isStored = isVerified || result.cause === 'ROLE_NOT_ASSUMABLE' || result.cause === 'STS_REGION_DISABLED';
    if (!isStored && connection.roleArn && connection.roleArn !== roleArn) {
      // The role that works stays; its heart says nothing of the one that was refused.
      const tried = { ...connection, roleArn };
      const role = { ...tried, sharedWith: await parts.connections.findOtherOfRole(tried) };
      const { cause, findings } = result;
      const remedy = remedyOf({
        cause,
        findings,
        connection: role,
        isRoleStored: false,
        consoleOrigin: parts.consoleOrigin,
      });
      return problem(
        isRefused ? 'INVALID_INPUT' : 'NOT_ALLOWED_NOW',
        `The role was not stored; the one before stays. ${remedy}`,
        'roleArn',
      );
    }
    const keeps = connection.roleArn === roleArn && (connection.roleVerifiedAt !== null || !isRefused);
    const decision = isStored ? 'STORE' : keeps ? 'KEEP' : 'FORGET';
    const recorded = await recordCheck(parts, connection, holder, result, { roleArn, decision, isVerified });
    return recorded ? undefined : changedMeanwhile();
  });
  return refusal ?? (await find()) ?? noConnection();
}

function changedMeanwhile(): Problem {
  return problem(
    'NOT_ALLOWED_NOW',
    'The connection was changed while the role was tried. Enter the role ARN again.',
    'roleArn',
  );
}
