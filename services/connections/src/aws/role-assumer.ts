import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { type Actor, type AwsOutcome, failed, succeeded } from '../domain/aws/diagnosis/aws-answer.ts';
import { diagnose } from '../domain/aws/diagnosis/diagnose.ts';
import type { BucketSession } from '../domain/session.ts';
import { CLIENT_OPTIONS } from './client-options.ts';
import { notAnAnswer, readAnswer } from './read-answer.ts';

interface AssumeRequest {
  principalArn: string;
  roleArn: string;
  externalId?: string;
  region: string;
  sessionName: string;
  sessionPolicy?: string;
}

/** Role chaining: AWS gives one hour at most, whatever the role allows. */
const SESSION_SECONDS = 3600;
/** A principal's session is renewed while a whole check still fits into it. */
const PRINCIPAL_RENEW_BELOW_MS = 10 * 60_000;
/**
 * Where STS is asked next when it is switched off in the bucket's region, or does not know our credentials there: in an
 * opt-in region that our own account has not switched on it never does. A principal's session that is over is made anew
 * on the way.
 */
const OTHER_STS_REGIONS = ['us-east-1', 'us-west-2', 'eu-west-1'];
const ACTION = 'sts:AssumeRole';

/**
 * Assumes customers' roles: our credentials -> our principal -> the customer's role, at the regional STS endpoint of
 * the bucket, whose sessions are valid in every region.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining
 */
export function createRoleAssumer() {
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
    async assume(request: AssumeRequest): Promise<AwsOutcome<BucketSession>> {
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

/** Sessions of our principals, one for each, made by one caller at a time. */
function createPrincipalSessions() {
  const opened = new Map<string, Promise<AwsOutcome<BucketSession>>>();
  const platform = new Map<string, STSClient>();

  const make = (principalArn: string, region: string) => {
    let client = platform.get(region);
    if (!client) {
      client = new STSClient({ region, ...CLIENT_OPTIONS });
      platform.set(region, client);
    }
    return assumeRole('PLATFORM', client, { roleArn: principalArn, sessionName: 'bucket-sync' });
  };

  return {
    async open(principalArn: string, region: string): Promise<AwsOutcome<BucketSession>> {
      const pending = opened.get(principalArn);
      const known = await pending;
      if (known?.ok && known.value.expiresAt.getTime() - Date.now() > PRINCIPAL_RENEW_BELOW_MS) return known;
      // Another caller may have begun while this one waited.
      if (opened.get(principalArn) === pending) opened.set(principalArn, make(principalArn, region));
      const outcome = await opened.get(principalArn)!;
      if (!outcome.ok) opened.delete(principalArn);
      return outcome;
    },
    forget: (principalArn: string) => void opened.delete(principalArn),
  };
}

/** Clients that sign as a principal's session, one for each region. */
function createPrincipalClients() {
  const clients = new WeakMap<BucketSession, Map<string, STSClient>>();
  // One pool of sockets for all: a client of its own for each session would leave its idle ones behind.
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
    const { Credentials: credentials } = await client.send(
      new AssumeRoleCommand({
        RoleArn: request.roleArn,
        RoleSessionName: request.sessionName,
        DurationSeconds: SESSION_SECONDS,
        ...(request.externalId !== undefined && { ExternalId: request.externalId }),
        ...(request.sessionPolicy && { Policy: request.sessionPolicy }),
      }),
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
