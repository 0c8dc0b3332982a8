import { BUCKET_REGION } from './customer-clients.ts';

/**
 * Makes a KMS key in the customer's account. The sandbox has no KMS API, so its administration makes the key.
 *
 * @returns the key's ARN
 * @throws Error when the AWS in use is not the sandbox
 */
export async function makeCustomerKey(endpointUrl: string, accountId: string): Promise<string> {
  const response = await fetch(new URL('/_sandbox/kms-keys', endpointUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ accountId, region: BUCKET_REGION }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${endpointUrl} makes no KMS key (${response.status}): ${text}`);
  return (JSON.parse(text) as { arn: string }).arn;
}
