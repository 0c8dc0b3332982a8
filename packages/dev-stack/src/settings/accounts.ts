import type { AccessKey, StackSecrets } from './secrets.ts';

export interface AwsAccount extends AccessKey {
  accountId: string;
}

/** The AWS that the stack uses: its endpoint, our account and the customer's. */
export interface AwsEndpoint {
  endpointUrl: string;
  platform: AwsAccount;
  customer: AwsAccount;
}

const PLATFORM_ACCOUNT_ID = '277710232653';
const CUSTOMER_ACCOUNT_ID = '481516234200';

/** The two accounts of the sandbox. */
export function sandboxAccounts({ platform, customer }: StackSecrets): Omit<AwsEndpoint, 'endpointUrl'> {
  return {
    platform: { accountId: PLATFORM_ACCOUNT_ID, ...platform },
    customer: { accountId: CUSTOMER_ACCOUNT_ID, ...customer },
  };
}

/**
 * The AWS that AWS_ENDPOINT_URL names; undefined when it is not set. It replaces the sandbox, so the environment must
 * hold the keys of both accounts.
 *
 * @throws Error that names every missing variable
 */
export function givenAws(env: NodeJS.ProcessEnv): AwsEndpoint | undefined {
  const endpointUrl = env.AWS_ENDPOINT_URL;
  if (!endpointUrl) return undefined;
  const missing: string[] = [];
  const read = (name: string) => {
    if (!env[name]) missing.push(name);
    return env[name] ?? '';
  };
  const given = {
    endpointUrl,
    platform: {
      accountId: env.PLATFORM_ACCOUNT_ID || PLATFORM_ACCOUNT_ID,
      accessKeyId: read('AWS_ACCESS_KEY_ID'),
      secretAccessKey: read('AWS_SECRET_ACCESS_KEY'),
    },
    customer: {
      accountId: read('CUSTOMER_ACCOUNT_ID'),
      accessKeyId: read('CUSTOMER_ACCESS_KEY_ID'),
      secretAccessKey: read('CUSTOMER_SECRET_ACCESS_KEY'),
    },
  };
  if (missing.length === 0) return given;
  throw new Error(
    `AWS_ENDPOINT_URL is set, so no sandbox is started; then these must be set too: ${missing.join(', ')} ` +
      '(AWS_…: keys of our account, CUSTOMER_…: of the account that owns the bucket).',
  );
}
