import { Problem, problem } from '@bucket-sync/shared/problem';
import { parseRoleArn } from '../domain/aws/parse/parse-role-arn.ts';
import { remedyOf } from '../domain/aws/remedies/remedy.ts';
import type { Connection } from '../domain/connection.ts';
import type { CheckResult } from '../domain/health.ts';
import { noConnection } from '../domain/no-connection.ts';
import type { ConnectionStore } from '../domain/ports.ts';
import { decideRole } from '../domain/role-decision.ts';
import { asProbed, type CheckParts, recordCheck } from './check-connection.ts';
import { withCheckLease } from './check-lease.ts';

interface SubmitParts extends CheckParts {
  connections: Pick<ConnectionStore, 'find' | 'findOtherOfRole'>;
  platformAccountId: string;
  consoleOrigin: string;
}

/** Wizard step 4. The role is tried before `decideRole` stores it. */
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
  const problem = await withCheckLease(store, asked.id, isGone, async (holder) => {
    const connection = await find();
    if (!connection) return noConnection();
    parts.sessions.forget(connection.id);
    const result = await parts.probes.run(asProbed(connection, roleArn), parts.settleMs);
    const role = decideRole(connection, { roleArn, isSubmitted: true }, result);
    if (role.decision === 'REJECT') return rejected(parts, { ...connection, roleArn }, result);
    const recorded = await recordCheck(parts, connection, holder, result, role);
    return recorded ? undefined : changedMeanwhile();
  });
  return problem ?? (await find()) ?? noConnection();
}

/** @param tried  the connection with the rejected role in place of its own */
async function rejected(parts: SubmitParts, tried: Connection, { cause, findings }: CheckResult): Promise<Problem> {
  const holder = { ...tried, sharedWith: await parts.connections.findOtherOfRole(tried) };
  const { consoleOrigin } = parts;
  const remedy = remedyOf({ cause, findings, connection: holder, isRoleStored: false, consoleOrigin });
  return problem(
    cause === 'EXTERNAL_ID_NOT_REQUIRED' ? 'INVALID_INPUT' : 'NOT_ALLOWED_NOW',
    `The role was not stored; the connection keeps the role that it had. ${remedy}`,
    'roleArn',
  );
}

function changedMeanwhile(): Problem {
  return problem(
    'NOT_ALLOWED_NOW',
    'The connection was changed while the role was tried. Enter the role ARN again.',
    'roleArn',
  );
}
