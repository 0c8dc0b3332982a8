// Runs one program of this repository on the pinned Node, after installing what it needs:
//   node scripts/run.mjs <program> [arguments]
// It is plain JavaScript because it must run on whatever Node (>= 20) the machine happens to have.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const MINIMUM_NODE = 20;
const PARENT_CHECK_MS = 500;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'node_modules', '.installed');
const pinnedNode = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

const version = Number(process.versions.node.split('.')[0]);
if (version < MINIMUM_NODE) {
  console.error(`This is Node ${process.versions.node}; Node ${MINIMUM_NODE} or later is needed to begin.`);
  process.exit(1);
}
install();
run(process.argv.slice(2));

/** Installs the packages if the lock file changed since the last installation, and prints that it does. */
function install() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'pnpm-lock.yaml')))
    .digest('hex');
  const installed = existsSync(stamp) && readFileSync(stamp, 'utf8') === lock && existsSync(pinnedNode);
  if (installed) return;
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  console.error(`Installing the packages with ${packageManager} (once; up to some minutes) …`);
  const began = Date.now();
  const pnpm = spawnSync('npx', ['--yes', packageManager, 'install', '--frozen-lockfile', '--reporter=append-only'], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (pnpm.status !== 0) {
    console.error(`${pnpm.stdout ?? ''}${pnpm.stderr ?? ''}`);
    console.error(
      `The packages could not be installed (${pnpm.error?.message ?? `exit code ${pnpm.status}`}); see above.`,
    );
    process.exit(1);
  }
  writeFileSync(stamp, lock);
  console.error(`Installed in ${Math.round((Date.now() - began) / 1000)} s.`);
}

/** Runs the program with our terminal and our signals, and exits with its exit code. */
function run([program, ...args]) {
  if (program === undefined) {
    console.error('usage: node scripts/run.mjs <program> [arguments]');
    process.exit(2);
  }
  // The program ends when RUN_BY is no longer its parent, because we may be killed without a signal to it.
  // Compiled code is kept between runs, here and in what the program starts: each starts in two thirds of the time.
  const NODE_COMPILE_CACHE = process.env.NODE_COMPILE_CACHE ?? join(root, 'node_modules', '.cache', 'compile');
  const env = { ...process.env, RUN_BY: String(process.pid), NODE_COMPILE_CACHE };
  const child = spawn(pinnedNode, [resolve(root, program), ...args], {
    cwd: root,
    stdio: 'inherit',
    env,
  });
  // A terminal sends Ctrl-C to the whole process group: the child has it already, and we only wait for it.
  process.on('SIGINT', () => {
    if (!process.stdin.isTTY) child.kill('SIGINT');
  });
  const watch = process.env.npm_lifecycle_event ? stopWithNpm(child) : undefined;
  for (const signal of ['SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      clearInterval(watch);
      child.kill(signal);
    });
  }
  child.on('error', (error) => {
    console.error(`${pinnedNode} could not be started: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

/** A killed npm passes no signal on, so we check whether it still runs. */
function stopWithNpm(child) {
  const npm = npmAbove(process.ppid, 4);
  if (npm === undefined) return;
  const watch = setInterval(() => {
    try {
      process.kill(npm, 0);
    } catch {
      // Only once: at a second signal the program would end without finishing its work.
      clearInterval(watch);
      child.kill('SIGTERM');
    }
  }, PARENT_CHECK_MS);
  watch.unref();
  return watch;
}

/** npm is an ancestor, not our parent: it runs its scripts in a shell, and its `node` is a shell script too. */
function npmAbove(pid, generations) {
  if (generations === 0) return undefined;
  const ps = spawnSync('ps', ['-o', 'ppid=,args=', '-p', String(pid)], { encoding: 'utf8' });
  const [, parent, command] = /^\s*(\d+)\s+(.*)/.exec(ps.stdout ?? '') ?? [];
  if (command === undefined) return undefined;
  return /^npm |npm-cli\.js/.test(command) ? pid : npmAbove(Number(parent), generations - 1);
}
