import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface Subscribers {
  /** Resolves when every subscriber has received `results` results. */
  got(results: number): Promise<void>;
  stop(): Promise<void>;
}

/** @param count  sockets, each with one subscription to `query` */
export function startSubscribers(options: { url: string; token: string; count: number; query: string }): Subscribers {
  const { url, token, count, query } = options;
  const child = fork(fileURLToPath(new URL('./subscriber-process.ts', import.meta.url)), {
    env: {
      ...process.env,
      URL: `${url.replace('http', 'ws')}/graphql`,
      TOKEN: token,
      COUNT: String(count),
      QUERY: query,
    },
  });
  const exited = once(child, 'exit');
  let received = 0;
  let wake = Promise.withResolvers<void>();
  child.on('message', (total: number) => {
    received = total;
    wake.resolve();
    wake = Promise.withResolvers();
  });
  exited.then(([code]) => wake.reject(new Error(`the subscribers ended with ${code}`)));
  return {
    async got(results) {
      while (received < results * count) await wake.promise;
    },
    async stop() {
      wake.promise.catch(() => {});
      child.kill();
      await exited;
    },
  };
}
