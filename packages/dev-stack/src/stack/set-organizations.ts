import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { nodePath } from '../processes/node-path.ts';
import { projectRoot } from '../project-root.ts';

/** acme and globex may connect buckets; hobby may not, because its plan is free. */
const ORGANIZATIONS = {
  acme: ['--plan', 'PAID', '--rows', '100000'],
  globex: ['--plan', 'PAID', '--rows', '100000'],
  hobby: ['--plan', 'FREE'],
};

/**
 * Sets the plans of the organizations with the assets service's own command. An organization that exists keeps its
 * plan, because a user may have changed it.
 */
export async function setOrganizations(assetsDatabaseUrl: string): Promise<void> {
  const known = new Set((await runOrg(assetsDatabaseUrl, 'list')).split('\n').map((line) => line.split(':')[0]));
  for (const [organization, flags] of Object.entries(ORGANIZATIONS)) {
    if (!known.has(organization)) await runOrg(assetsDatabaseUrl, 'set', organization, ...flags);
  }
}

/** @returns the output of the command */
async function runOrg(databaseUrl: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(nodePath, ['services/assets/src/commands/org.ts', ...args], {
    cwd: projectRoot,
    env: { ...process.env, DATABASE_URL: databaseUrl },
  });
  return stdout;
}
