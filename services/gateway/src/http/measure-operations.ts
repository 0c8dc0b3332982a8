import type { ApolloServerPlugin } from '@apollo/server';
import { Histogram, type Registry } from '@bucket-sync/shared/http';
import type { RequestContext } from '../federation/request-context.ts';

/** How long queries and mutations took, and how they ended: `OK`, or the code of the first error. */
export function measureOperations(metrics: Registry): ApolloServerPlugin<RequestContext> {
  const seconds = new Histogram({
    name: 'gateway_operation_seconds',
    help: 'Queries and mutations, from the parsed request to the answer',
    labelNames: ['operation', 'outcome'],
    buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 60],
    registers: [metrics],
  });
  return {
    async requestDidStart() {
      const start = performance.now();
      return {
        async willSendResponse({ operation, response }) {
          const errors = response.body.kind === 'single' ? response.body.singleResult.errors : undefined;
          const outcome = errors?.length ? String(errors[0]?.extensions?.code) : 'OK';
          const labels = { operation: operation?.operation ?? 'none', outcome };
          seconds.observe(labels, (performance.now() - start) / 1_000);
        },
      };
    },
  };
}
