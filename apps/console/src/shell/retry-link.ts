import { ApolloLink, CombinedGraphQLErrors, Observable } from '@apollo/client';
import { OperationTypeNode } from 'graphql';
import { isTemporary, isTokenRefused, mayPass, retryAfterSeconds, wasNotExecuted } from '../api/failures.ts';

/** A failure that lasts longer is shown. */
const SHOW_AFTER_MS = 6_000;
const FIRST_PAUSE_MS = 300;

/** Longer than the gateway works on them (10 s and 60 s). A request whose connection is dead ends here. */
const ANSWER_WITHIN_MS = { query: 30_000, mutation: 75_000 };

/**
 * Sends a query again after a failure that may pass, and a mutation after a refusal. An operation with
 * `isRepeatedByCaller` in its context fails at once, because its caller knows whether it is still needed.
 *
 * @param refuse     called with the refused token
 * @param onGivenUp  called with a failure of a query that did not pass in time
 */
export function createRetryLink(options: {
  refuse: (token: string) => void;
  onGivenUp: (error: unknown) => void;
}): ApolloLink {
  const { refuse, onGivenUp } = options;
  return new ApolloLink((operation, forward) => {
    const isQuery = operation.operationType === OperationTypeNode.QUERY;
    return new Observable((observer) => {
      let current: { unsubscribe(): void } | undefined;
      let timer: ReturnType<typeof setTimeout> | undefined;
      let limit: ReturnType<typeof setTimeout> | undefined;
      const beganAt = performance.now();
      let attempts = 0;
      let isTokenRenewed = false;

      /** @param giveUp  passes the failure on */
      function failed(error: unknown, giveUp: () => void): void {
        clearTimeout(limit);
        const ms = pauseMs(error, attempts);
        const isTimeLeft = performance.now() + ms < beganAt + SHOW_AFTER_MS;
        const isRepeatable = isQuery ? mayPass(error) : wasNotExecuted(error);
        const isRepeatedHere = !operation.getContext().isRepeatedByCaller;
        if (isTokenRefused(error)) refuse(tokenOf(operation));
        if (isTokenRefused(error) && !isTokenRenewed) {
          isTokenRenewed = true;
          timer = setTimeout(send);
        } else if (isRepeatedHere && isRepeatable && isTimeLeft) {
          timer = setTimeout(send, ms);
        } else {
          if (isRepeatedHere && isQuery && isTemporary(error)) onGivenUp(error);
          giveUp();
        }
      }

      function send(): void {
        let isFailed = false;
        attempts += 1;
        limit = setTimeout(
          () => {
            current?.unsubscribe();
            const error = new DOMException('Bucket Sync did not answer in time.', 'TimeoutError');
            failed(error, () => observer.error(error));
          },
          isQuery ? ANSWER_WITHIN_MS.query : ANSWER_WITHIN_MS.mutation,
        );
        current = forward(operation).subscribe({
          next(answer) {
            isFailed = answer.errors !== undefined;
            if (!isFailed) observer.next(answer);
            else {
              failed(new CombinedGraphQLErrors(answer), () => {
                observer.next(answer);
                observer.complete();
              });
            }
          },
          error: (error) => failed(error, () => observer.error(error)),
          complete: () => isFailed || observer.complete(),
        });
      }
      send();
      return () => {
        clearTimeout(timer);
        clearTimeout(limit);
        current?.unsubscribe();
      };
    });
  });
}

/** Part of each pause is random, because many queries fail at the same moment. */
function pauseMs(error: unknown, attempts: number): number {
  const seconds = retryAfterSeconds(error);
  const ms = seconds === undefined ? FIRST_PAUSE_MS * 2 ** (attempts - 1) : seconds * 1_000;
  return ms * (1 + Math.random() / 4);
}

const tokenOf = (operation: ApolloLink.Operation) =>
  String(operation.getContext().headers?.authorization ?? '').replace(/^Bearer /, '');
