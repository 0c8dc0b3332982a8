import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { nodePath } from '../processes/node-path.ts';
import { projectRoot } from '../project-root.ts';

/** acme and globex may connect buckets; hobby, on the free plan, may not. */
const ORGANIZATIONS = [
  ['acme', '--plan', 'PAID', '--rows', '100000'],
  ['globex', '--plan', 'PAID', '--rows', '100000'],
  ['hobby', '--plan', 'FREE'],
] as const;

/** Gives the organizations of this stack their plans, by the assets service's own command; again and again the same. */
export async function setOrganizations(assetsDatabaseUrl: string): Promise<void> {
  const env = { ...process.env, DATABASE_URL: assetsDatabaseUrl };
  const run = promisify(execFile);
  await Promise.all(
    ORGANIZATIONS.map((flags) =>
      run(nodePath, ['services/assets/src/commands/org.ts', 'set', ...flags], { cwd: projectRoot, env }),
    ),
  );
}
