import type { BenchStack } from './stack.ts';

/** Sends an operation as the stack's editor. The answer may have any status. */
export function askGateway(
  { gatewayUrl, token }: BenchStack,
  operation: { query: string; variables?: object },
  signal: AbortSignal | null = null,
): Promise<Response> {
  return fetch(`${gatewayUrl}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(operation),
    signal,
  });
}
