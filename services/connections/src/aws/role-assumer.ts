import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { createExpiringCache } from '@bucket-sync/shared/cache';
import {
  type Actor,
  type AwsOutcome,
  catchRefusal,
  failed,
  succeeded,
  throwRefusal,
} from '../domain/aws/diagnosis/aws-answer.ts';
import { diagnose } from '../domain/aws/diagnosis/diagnose.ts';
import type { AssumeRequest, RoleAssumer } from '../domain/ports.ts';
import type { BucketSession } from '../domain/session.ts';
import { CLIENT_OPTIONS } from './client-options.ts';
import { notAnAnswer, readAnswer } from './read-answer.ts';
import { withinDeadline } from './within-deadline.ts';

/** Role chaining: AWS limits the session to one hour, even if the role allows more. */
const SESSION_SECONDS = 3600;
/** A principal's session is renewed while enough time for a whole check is left. */
const PRINCIPAL_RENEW_BEFORE_MS = 10 * 60_000;
const PRINCIPAL_SPENT_BEFORE_MS = 10_000;
/**
 * The region of the next STS endpoint, when the bucket's region has STS disabled or does not know our credentials. An
 * opt-in region never knows them while our own account has not enabled it. An ended session of a principal is renewed
 * first.
 */
const OTHER_STS_REGIONS = ['us-east-1', 'us-west-2', 'eu-west-1'];
const ACTION = 'sts:AssumeRole';
/** With the SDK's retries. STS answers in a tenth of a second. */
const ANSWER_MS = 20_000;

/**
 * Assumes customers' roles: our credentials -> our principal -> the customer's role, at the regional STS endpoint of
 * the bucket, whose sessions are valid in every region.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining
 */
export function createRoleAssumer(): RoleAssumer {
  const principals = createPrincipalSessions();
  const clientOf = createPrincipalClients();

  const assumeIn = async (region: string, request: AssumeRequest): Promise<AwsOutcome<BucketSession>> => {
    const principal = await principals.open(request.principalArn, region);
    if (!principal.ok) return principal;
    const call = (sessionPolicy: string | undefined) =>
      assumeRole('PRINCIPAL', clientOf(principal.value, region), { ...request, sessionPolicy });
    const outcome = await call(request.sessionPolicy);
    if (outcome.ok || diagnose('ASSUME_ROLE', outcome.answer).retry !== 'WITHOUT_SESSION_POLICY') return outcome;
    return request.sessionPolicy === undefined ? outcome : call(undefined);
  };

  return {
    async assume(request) {
      const [first, ...others] = new Set([request.region, ...OTHER_STS_REGIONS]);
      let outcome = await assumeIn(first!, request);
      for (const region of others) {
        if (outcome.ok) return outcome;
        const { retry } = diagnose('ASSUME_ROLE', outcome.answer);
        if (retry !== 'OTHER_STS_REGION' && retry !== 'RENEW') return outcome;
        if (retry === 'RENEW') principals.forget(request.principalArn);
        outcome = await assumeIn(region, request);
      }
      return outcome;
    },
  };
}

/** The sessions of our principals. */
function createPrincipalSessions() {
  const sessions = createExpiringCache<BucketSession>({
    expiresAt: (session) => session.expiresAt,
    renewBeforeMs: PRINCIPAL_RENEW_BEFORE_MS,
    spentBeforeMs: PRINCIPAL_SPENT_BEFORE_MS,
  });
  const clients = new Map<string, STSClient>();
  const clientOf = (region: string) => {
    const client = clients.get(region) ?? new STSClient({ region, ...CLIENT_OPTIONS });
    clients.set(region, client);
    return client;
  };
  return {
    open(principalArn: string, region: string): Promise<AwsOutcome<BucketSession>> {
      const request = { roleArn: principalArn, sessionName: 'bucket-sync' };
      const assume = () => throwRefusal(assumeRole('PLATFORM', clientOf(region), request));
      return catchRefusal(sessions.get(principalArn, assume));
    },
    forget: (principalArn: string) => sessions.forget((key) => key === principalArn),
  };
}

/** Clients that sign as a principal's session, one for each region. */
function createPrincipalClients() {
  const clients = new WeakMap<BucketSession, Map<string, STSClient>>();
  // All clients share one pool of sockets: a client for each session would leave its idle sockets behind.
  const { requestHandler } = new STSClient({ region: 'us-east-1', ...CLIENT_OPTIONS }).config;
  return (session: BucketSession, region: string): STSClient => {
    const byRegion = clients.get(session) ?? new Map<string, STSClient>();
    clients.set(session, byRegion);
    const known = byRegion.get(region);
    if (known) return known;
    const { accessKeyId, secretAccessKey, sessionToken } = session;
    const credentials = { accessKeyId, secretAccessKey, sessionToken };
    const client = new STSClient({ region, ...CLIENT_OPTIONS, requestHandler, credentials });
    byRegion.set(region, client);
    return client;
  };
}

async function assumeRole(
  actor: Actor,
  client: STSClient,
  request: { roleArn: string; sessionName: string; externalId?: string; sessionPolicy?: string | undefined },
): Promise<AwsOutcome<BucketSession>> {
  try {
    const command = new AssumeRoleCommand({
      RoleArn: request.roleArn,
      RoleSessionName: request.sessionName,
      DurationSeconds: SESSION_SECONDS,
      ...(request.externalId !== undefined && { ExternalId: request.externalId }),
      ...(request.sessionPolicy && { Policy: request.sessionPolicy }),
    });
    const { Credentials: credentials } = await withinDeadline(ANSWER_MS, (abortSignal) =>
      client.send(command, { abortSignal }),
    );
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = credentials ?? {};
    if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration) {
      return failed(notAnAnswer(actor, ACTION, 'the answer holds no credentials'));
    }
    return succeeded({
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      expiresAt: Expiration,
    });
  } catch (error) {
    return failed(readAnswer(actor, ACTION, error, request.externalId ? [request.externalId] : []));
  }
}
