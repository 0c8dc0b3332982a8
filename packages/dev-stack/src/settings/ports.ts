import type { RequestedPort } from '../ports/require-free-ports.ts';

export const SERVICES = ['connections', 'sync', 'assets', 'gateway'] as const;
export type ServiceName = (typeof SERVICES)[number];

/** One value for each service. */
export function byService<Value>(read: (name: ServiceName) => Value): Record<ServiceName, Value> {
  return {
    connections: read('connections'),
    sync: read('sync'),
    assets: read('assets'),
    gateway: read('gateway'),
  };
}

const PARTS = ['gateway', 'connections', 'sync', 'assets', 'issuer', 'sandbox', 'postgres', 'kafka'] as const;
/** The ports of all parts of the stack. */
export type Part = (typeof PARTS)[number];
export type Ports = Record<Part, number>;

/** Fixed, because bookmarks and the CORS origin in stored data hold these addresses. */
const DEFAULT_PORTS: Ports = {
  gateway: 4000,
  connections: 4001,
  sync: 4002,
  assets: 4003,
  issuer: 4005,
  sandbox: 4566,
  // Not 5432: many machines have a PostgreSQL of their own.
  postgres: 5433,
  kafka: 9092,
};

/** @throws Error that names every variable whose value is not a port */
export function readPorts(env: NodeJS.ProcessEnv): Ports {
  const ports = { ...DEFAULT_PORTS };
  const bad: string[] = [];
  for (const part of PARTS) {
    const text = env[portVariable(part)];
    if (!text) continue;
    const port = Number(text);
    if (Number.isInteger(port) && port > 0 && port < 65_536) ports[part] = port;
    else bad.push(`${portVariable(part)}=${text} is not a port (1 to 65535).`);
  }
  if (bad.length > 0) throw new Error(bad.join('\n'));
  return ports;
}

export function portVariable(part: Part): string {
  return `${part.toUpperCase()}_PORT`;
}

/** The ports that this stack will listen on, without the parts that run elsewhere. */
export function requestedPorts(ports: Ports, elsewhere: readonly Part[]): RequestedPort[] {
  return PARTS.filter((part) => !elsewhere.includes(part)).map((part) => ({
    name: part,
    port: ports[part],
    variable: portVariable(part),
  }));
}

/** 127.0.0.1, not localhost: some programs resolve localhost to IPv6 and listen elsewhere. */
export const address = (port: number) => `http://127.0.0.1:${port}`;
