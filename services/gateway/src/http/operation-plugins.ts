import { type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import { AppError } from '@bucket-sync/shared/errors';
import type { Logger } from '@bucket-sync/shared/log';
import { toClientError } from '@bucket-sync/shared/subgraph';
import { GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { deadlineMsOf, startDeadline } from '../federation/deadline.ts';
import type { RequestContext } from '../federation/request-context.ts';
import type { Allowances } from '../limits/allowances.ts';
import { badRequest, checkOperation } from '../limits/check-operation.ts';
import { schemaHider } from '../limits/hide-schema.ts';

/**
 * The last checks before an operation runs: its kind, texts, variables and cost, and the caller's rate limits. Sets the
 * time limit that its fields need.
 *
 * The gateway library answers 500 to a subscription, and to a request whose `operationName` is ambiguous. These checks
 * answer 400 instead.
 *
 * @param schema  what clients see
 */
export function operationChecks(options: {
  schema: GraphQLSchema;
  allowances: Allowances;
  hidesSchema: boolean;
}): ApolloServerPlugin<RequestContext> {
  const { schema, allowances, hidesSchema } = options;
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ operation, document, request, contextValue }) {
          if (!operation) throw badRequest('operationName must name one of the operations of the document');
          if (operation.operation === 'subscription') {
            throw badRequest('Subscriptions are served over a WebSocket, or as text/event-stream');
          }
          const checked = checkOperation(schema, document, operation, request, { hidesSchema });
          if (!('cost' in checked)) throw checked[0] ?? badRequest('The operation is not valid');
          try {
            allowances.operation(contextValue.caller, checked);
          } catch (error) {
            throw error instanceof AppError ? tooManyRequests(error) : error;
          }
          contextValue.deadline = startDeadline(deadlineMsOf(operation, document));
        },
      };
    },
  };
}

function tooManyRequests(error: AppError): GraphQLError {
  const headers = new HeaderMap([['retry-after', String(error.fields.retryAfterSeconds)]]);
  return new GraphQLError(error.message, {
    originalError: error,
    extensions: { code: error.code, http: { status: 429, headers } },
  });
}

/** Hides the schema in the errors of an invalid request. */
export const schemaHidden: ApolloServerPlugin<RequestContext> = {
  async requestDidStart() {
    return {
      async willSendResponse({ request, response }) {
        if (response.body.kind !== 'single') return;
        const { singleResult } = response.body;
        if (!singleResult.errors) return;
        const hide = schemaHider(request);
        singleResult.errors = singleResult.errors.map((error) =>
          isAboutTheRequest(error) ? { ...error, message: hide(error.message) } : error,
        );
      },
    };
  },
};

const ABOUT_THE_REQUEST: readonly unknown[] = ['BAD_REQUEST', 'GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED'];

const isAboutTheRequest = (error: GraphQLFormattedError) => ABOUT_THE_REQUEST.includes(error.extensions?.code);

/**
 * Turns a null that the schema does not allow into an error. The gateway library reports it under `extensions`, with
 * the names of types and fields, and calls the answer a success. Here the log has the details.
 */
export function openNulls(log: Logger): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      return {
        async willSendResponse({ response }) {
          if (response.body.kind !== 'single') return;
          const { singleResult } = response.body;
          const { valueCompletion, ...extensions } = singleResult.extensions ?? {};
          if (valueCompletion === undefined) return;
          const error = new Error(`a subgraph answered null: ${JSON.stringify(valueCompletion)}`);
          const clientError = toClientError({ message: error.message }, error, log);
          singleResult.errors = [...(singleResult.errors ?? []), clientError];
          singleResult.extensions = Object.keys(extensions).length > 0 ? extensions : undefined;
        },
      };
    },
  };
}
