import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const PROJECT_ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

export interface SourceText {
  path: string;
  text: string;
}

/** The TypeScript sources of all services, without generated files. */
export function serviceSources(): SourceText[] {
  const services = join(PROJECT_ROOT, 'services');
  return readdirSync(services, { recursive: true, encoding: 'utf8' })
    .filter((path) => /^\w+\/src\/.*\.ts$/.test(path) && !path.includes('.generated.'))
    .map((path) => ({ path, text: readFileSync(join(services, path), 'utf8') }));
}
