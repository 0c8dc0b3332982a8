import {
  aRun,
  createFeed,
  type Subscribers,
  serveForEach,
  serveReadyText,
  startGateway,
  startSubscribers,
} from '../services/gateway/testing/index.ts';
import { type BenchTable, inTurns } from './table.ts';

const SUBSCRIBERS = 1_000;
const EVENTS_A_ROUND = 20;
const QUERY = `subscription { syncProgress(runId: "r1") { id state progress {
  sequence fraction listed unchanged waiting added updated skipped removed secondsLeft
  skippedByReason { reason count } } } }`;

/** The server's CPU time to send a run's progress to a thousand subscribers, which run in another process. */
export async function benchGateway(): Promise<BenchTable[]> {
  const ordinaryFeed = createFeed();
  const gatewayFeed = createFeed();
  const ordinary = await serveForEach(ordinaryFeed);
  const ready = await serveReadyText();
  const gateway = await startGateway({
    sync: {
      Subscription: { syncProgress: { subscribe: () => gatewayFeed.subscribe(), resolve: (run: unknown) => run } },
    },
  });
  const token = await gateway.issuer.token({ expiresInSeconds: 3_600 });
  for (const feed of [ordinaryFeed, gatewayFeed]) feed.publish(progressOf(0));

  const servers = [
    { name: 'graphql-ws, executed for each', url: ordinary.url, publish: ordinaryFeed.publish },
    { name: 'gateway, executed once and shared', url: gateway.url, publish: gatewayFeed.publish },
    { name: 'ws, one ready text', url: ready.url, publish: () => ready.send(READY_TEXT) },
  ];
  const all: Subscribers[] = [];
  try {
    const ways = [];
    for (const { name, url, publish } of servers) {
      const subscribers = startSubscribers({ url, token, count: SUBSCRIBERS, query: QUERY });
      all.push(subscribers);
      await subscribers.got(1);
      let published = 0;
      const work = async () => {
        for (let event = 0; event < EVENTS_A_ROUND; event += 1) {
          published += 1;
          publish(progressOf(published));
          await subscribers.got(published + 1);
        }
        return EVENTS_A_ROUND * SUBSCRIBERS;
      };
      ways.push({ name, work });
    }
    const title = `Progress to ${SUBSCRIBERS} subscribers, by the server's CPU time`;
    return [{ title, unit: 'deliveries', ways: await inTurns(ways, { rounds: 5, measure: 'CPU' }) }];
  } finally {
    await Promise.all(all.map((subscribers) => subscribers.stop()));
    await Promise.all([ordinary.stop(), ready.stop(), gateway.stop()]);
  }
}

const progressOf = (sequence: number) =>
  aRun(sequence, {
    progress: {
      sequence,
      fraction: 0.5,
      listed: 2_000,
      unchanged: 0,
      waiting: 1_000 - sequence,
      added: 900,
      updated: 0,
      skipped: 100,
      removed: 0,
      secondsLeft: 12,
      skippedByReason: [
        { reason: 'EXIF_ORIENTATION', count: 60 },
        { reason: 'MP4_MAJOR_BRAND', count: 40 },
      ],
    },
  });

/** As long as the gateway's messages. */
const READY_TEXT = JSON.stringify({ id: '1', type: 'next', payload: { data: { syncProgress: progressOf(1) } } });
