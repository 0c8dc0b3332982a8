import { ApolloLink, Observable } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { createClient } from 'graphql-ws';
import { SignedOutError } from '../api/sign-in-errors.ts';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;

/** A connection whose peer has vanished is found after both. The browser alone would need many minutes. */
const PING_EVERY_MS = 10_000;
const PONG_WITHIN_MS = 6_000;

interface Options {
  token: () => Promise<string>;
  refuse: (token: string) => void;
  /** Called each time when changes may have been missed: the subscriptions begin now. */
  onGap: () => void;
}

/** Subscriptions over one WebSocket. They last until the subscriber leaves, over any number of connections. */
export function createLiveLink({ token, refuse, onGap }: Options): ApolloLink {
  let sent = '';
  let pongTimer: ReturnType<typeof setTimeout> | undefined;
  const socket = createClient({
    url: async () => {
      // Fetched first, because the gateway waits only three seconds for the token of an open connection.
      sent = await untilThereIsOne(token);
      return `${window.location.origin.replace(/^http/, 'ws')}/graphql`;
    },
    connectionParams: () => ({ authorization: `Bearer ${sent}` }),
    keepAlive: PING_EVERY_MS,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: (retries) => pause(retries),
    on: {
      connected: onGap,
      closed: (event) => {
        clearTimeout(pongTimer);
        // The gateway does not accept the token any more. A slow clock of this machine would send it again.
        if (event instanceof CloseEvent && event.code === 4403) refuse(sent);
      },
      ping: (isReceived) => {
        if (!isReceived) pongTimer = setTimeout(() => socket.terminate(), PONG_WITHIN_MS);
      },
      pong: (isReceived) => {
        if (isReceived) clearTimeout(pongTimer);
      },
    },
  });
  return ApolloLink.from([createResubscribeLink(onGap), new GraphQLWsLink(socket)]);
}

/** Subscribes again after the gateway has ended a subscription or refused it, or has closed the socket for good. */
function createResubscribeLink(onGap: () => void): ApolloLink {
  return new ApolloLink((operation, forward) => {
    return new Observable((observer) => {
      let current: { unsubscribe(): void } | undefined;
      let isLeft = false;
      let ends = 0;
      async function again(): Promise<void> {
        await pause(ends);
        ends += 1;
        if (isLeft) return;
        subscribe();
        onGap();
      }
      function subscribe(): void {
        current = forward(operation).subscribe({
          next(event) {
            ends = 0;
            // The gateway could not complete the event: what it announces must be read.
            if (event.errors) onGap();
            else observer.next(event);
          },
          error: () => void again(),
          complete: () => void again(),
        });
      }
      subscribe();
      return () => {
        isLeft = true;
        current?.unsubscribe();
      };
    });
  });
}

/** Never throws: a connection of graphql-ws whose `url` throws neither opens nor fails, and no other is made. */
async function untilThereIsOne(token: () => Promise<string>): Promise<string> {
  for (let attempts = 0; ; attempts += 1) {
    try {
      return await token();
    } catch (error) {
      // The page shows the sign-in, and no subscription is left.
      if (error instanceof SignedOutError) return '';
      await pause(attempts);
    }
  }
}

/** Part of the pause is random, because an outage ends for many pages at once. */
function pause(attempts: number): Promise<void> {
  const ms = Math.min(FIRST_PAUSE_MS * 2 ** attempts, LONGEST_PAUSE_MS);
  return new Promise((resolve) => {
    setTimeout(resolve, ms * (0.7 + Math.random() * 0.6));
  });
}
