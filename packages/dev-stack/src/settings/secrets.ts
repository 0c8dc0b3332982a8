import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { writeJsonWhole } from '../write-whole.ts';

export interface AccessKey {
  accessKeyId: string;
  secretAccessKey: string;
}

/** Secrets of this stack, which stay the same after a restart. */
export interface StackSecrets {
  postgresPassword: string;
  callerSecrets: { connections: string; sync: string; assets: string };
  /** Keys of the sandbox's accounts: ours and the customer's. */
  platform: AccessKey;
  customer: AccessKey;
}

/** Reads the secrets from the file; writes new random ones when the file is missing. */
export function keptSecrets(path: string): StackSecrets {
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as StackSecrets;
  const secrets: StackSecrets = {
    postgresPassword: secret(),
    callerSecrets: { connections: secret(), sync: secret(), assets: secret() },
    platform: accessKey(),
    customer: accessKey(),
  };
  writeJsonWhole(path, secrets);
  return secrets;
}

const secret = () => randomBytes(24).toString('hex');

/** As long as AWS's keys: 20 and 40 characters. */
function accessKey(): AccessKey {
  return {
    accessKeyId: `AKIA${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64url'),
  };
}
