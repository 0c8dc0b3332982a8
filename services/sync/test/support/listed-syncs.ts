import type { AssetsHeld, BatchIngested, BatchInspected, InspectionDue, SliceDue } from '@bucket-sync/shared/contracts';
import type { KeyRule } from '@bucket-sync/shared/patterns';
import type { Pool } from '@bucket-sync/shared/postgres';
import { type WaitingMessage, waitingMessages } from '@bucket-sync/shared/testing';
import type { BucketLister, FileContent, RunLedger } from '../../src/domain/ports.ts';
import type { Run } from '../../src/domain/run/run.ts';
import { hasEnded } from '../../src/domain/run/run-state.ts';
import type { ListedObject } from '../../src/domain/verdict.ts';
import { createListSlice } from '../../src/usecases/listing/list-slice.ts';
import { aJob, EVERY_KEY } from './builders.ts';
import { aListedBucket } from './listed-bucket.ts';

type Outcome = BatchIngested['outcomes'][number];
type Connection = Pick<Run, 'organizationId' | 'connectionId' | 'datasetId'>;

export interface SyncOptions {
  objects: readonly ListedObject[];
  pageSize?: number;
  recheckShare?: number;
  /** The verdict of an inspected object; ADDED or UPDATED by default. */
  outcomeOf?: (object: ListedObject) => Partial<Outcome> | null;
  /** Called before each page; it may throw. */
  beforePage?: () => void;
  /** Keys whose assets the assets service has lost. */
  lost?: readonly string[];
  /** Files that the assets service has as they were earlier, or as assets that were removed since. */
  restored?: readonly ListedObject[];
  /** Decides a held run. @returns what the bucket holds by then; without it, a sync ends when it is held */
  whenHeld?: (run: Run) => Promise<readonly ListedObject[]>;
  /** The rule for which objects belong to the connection; all by default. */
  keyRule?: KeyRule;
  /** Lists a slice; by default once and to its end. */
  deliver?: (list: (signal: AbortSignal) => Promise<void>) => Promise<void>;
}

/** What a sync did: the run as it ended, and which keys were inspected. */
export interface ListedSync {
  run: Run;
  inspected: string[];
  rechecked: string[];
  removed: string[];
  askedForAssets: boolean;
  requests: number;
}

/** Syncs a bucket that is held in memory, with the ledger on a real database. It plays Kafka, inspection and assets. */
export function listedSyncs(ledger: RunLedger, pool: Pool, connection: Connection) {
  const assets = new Map<string, FileContent>();

  let waiting: WaitingMessage[] = [];

  const take = async <T>(topic: string): Promise<T[]> => {
    const messages = await waitingMessages(pool);
    await pool.query('delete from outbox; delete from outbox_bundles');
    const { yes = [], no = [] } = Object.groupBy([...waiting, ...messages], (each) =>
      each.topic === topic ? 'yes' : 'no',
    );
    waiting = no;
    return yes.map(({ data }) => data as T);
  };

  const answer = async (batch: Omit<BatchIngested, 'cost'>) =>
    ledger.tally({ ...batch, cost: { requestCount: 0, bytesRead: 0 } });

  const namesOf = ({ organizationId, connectionId, runId, batchId }: InspectionDue | BatchInspected) => {
    return { organizationId, connectionId, runId, batchId };
  };

  const heldAssets = (batch: BatchInspected): AssetsHeld => {
    const held = [...assets].map(([objectKey, content]) => ({ objectKey, ...content }));
    return { ...namesOf(batch), after: null, upTo: null, assets: held };
  };

  const verdict = (object: ListedObject, outcomeOf: SyncOptions['outcomeOf']): Outcome => {
    const { key: objectKey, etag, sizeBytes } = object;
    const made = outcomeOf?.(object) ?? {};
    const outcome = made.outcome ?? (assets.has(objectKey) ? 'UPDATED' : 'ADDED');
    if (outcome === 'ADDED' || outcome === 'UPDATED') assets.set(objectKey, { etag, sizeBytes });
    return { objectKey, etag, sizeBytes, reason: null, ...made, outcome };
  };

  return async function sync(options: SyncOptions): Promise<ListedSync> {
    let bucket = aListedBucket(options.objects, options.pageSize ?? 1_000);
    for (const key of options.lost ?? []) assets.delete(key);
    for (const { key, etag, sizeBytes } of options.restored ?? []) assets.set(key, { etag, sizeBytes });
    let requests = 0;
    const lister: BucketLister = {
      async listPage(_target, after, read) {
        requests += 1;
        await new Promise((resolve) => setImmediate(resolve));
        read?.signal?.throwIfAborted();
        options.beforePage?.();
        return bucket.page(after);
      },
      find: async (_target, key) => bucket.objects.find((object) => object.key === key) ?? null,
    };
    const listSlice = createListSlice({ ledger, lister, recheckShare: options.recheckShare ?? 0 });
    const { organizationId, connectionId, datasetId } = connection;
    const job = aJob({ organizationId, connectionId, datasetId });
    const made: Omit<ListedSync, 'run' | 'requests'> = {
      inspected: [],
      rechecked: [],
      removed: [],
      askedForAssets: false,
    };
    await ledger.request(job, 'SEND_JOB');
    await ledger.start(job.runId, options.keyRule ?? EVERY_KEY);
    for (;;) {
      const run = (await ledger.find(job.organizationId, job.runId))!;
      if (run.state === 'HELD' && options.whenHeld) {
        bucket = aListedBucket(await options.whenHeld(run), options.pageSize ?? 1_000);
      } else if (hasEnded(run.state) || run.state === 'HELD') return { ...made, run, requests };
      for (const slice of await take<SliceDue>('sync.listings.v1')) {
        const list = (signal: AbortSignal) => listSlice(slice, signal);
        await (options.deliver ?? ((once) => once(new AbortController().signal)))(list);
      }
      for (const batch of await take<InspectionDue>('sync.inspections.v1')) {
        const keys = batch.objects.map(({ key }) => key);
        (batch.isRecheck ? made.rechecked : made.inspected).push(...keys);
        const outcomes = batch.isRecheck ? [] : batch.objects.map((each) => verdict(each, options.outcomeOf));
        await answer({ ...namesOf(batch), outcomes });
      }
      for (const batch of await take<BatchInspected>('assets.intake.v1')) {
        made.removed.push(...batch.removed);
        for (const key of batch.removed) assets.delete(key);
        const outcomes = batch.removed.map((objectKey): Outcome => {
          return { objectKey, etag: null, sizeBytes: null, outcome: 'REMOVED', reason: null };
        });
        const isEmpty = batch.removed.length === 0;
        if (batch.tellAssets) {
          made.askedForAssets = true;
          await ledger.rememberAssets(heldAssets(batch));
        }
        await answer({ ...namesOf(batch), outcomes, ...(isEmpty && { assetCount: assets.size }) });
      }
    }
  };
}
