// Runs one program of this repository on the pinned Node, after installing what it needs:
//   node scripts/run.mjs <program> [arguments]
// It is plain JavaScript because it must run on whatever Node (>= 20) the machine happens to have.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'node_modules', '.installed');
const pinnedNode = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

install();
run(process.argv.slice(2));

/** Installs when the lock file is not the one that was installed last; says so, because it takes seconds. */
function install() {
  const lock = createHash('sha256').update(readFileSync(join(root, 'pnpm-lock.yaml'))).digest('hex');
  const installed = existsSync(stamp) && readFileSync(stamp, 'utf8') === lock && existsSync(pinnedNode);
  if (installed) return;
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  console.error(`Installing the packages with ${packageManager} …`);
  const pnpm = spawnSync('npx', ['--yes', packageManager, 'install', '--frozen-lockfile', '--reporter=append-only'], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (pnpm.status !== 0) {
    console.error(`${pnpm.stdout ?? ''}${pnpm.stderr ?? ''}`);
    console.error(`The packages could not be installed (${pnpm.error?.message ?? `exit code ${pnpm.status}`}); see above.`);
    process.exit(1);
  }
  writeFileSync(stamp, lock);
}

/** Hands over: the same terminal, the same signals, and its exit code becomes ours. */
function run([program, ...args]) {
  if (program === undefined) {
    console.error('usage: node scripts/run.mjs <program> [arguments]');
    process.exit(2);
  }
  const child = spawn(pinnedNode, [resolve(root, program), ...args], { cwd: root, stdio: 'inherit' });
  // A terminal sends Ctrl-C to the whole process group: the child has it already, and we only wait for it.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`${pinnedNode} could not be started: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}
