import {
  assetAdded,
  assetRemoved,
  assetRenamed,
  assetUpdated,
  assetWithdrawn,
  type BatchInspected,
  batchIngested,
  type EventData,
  type EventType,
  fileSkipped,
} from '@bucket-sync/shared/contracts';
import { enqueue } from '@bucket-sync/shared/outbox';
import type { Transaction } from '@bucket-sync/shared/postgres';
import type { IntakePlan } from '../../domain/intake.ts';
import { outcomesOf } from '../../domain/outcomes-of.ts';
import type { BatchScope, ConnectionFacts } from '../../domain/ports.ts';
import { EVENT_SOURCE } from '../event-source.ts';

/** Enqueues the outcomes first: the progress of the run waits for them. */
export async function announcePlan(
  transaction: Transaction,
  scope: BatchScope,
  plan: IntakePlan,
  answer: ConnectionFacts & { cost: BatchInspected['cost'] },
): Promise<void> {
  const { organizationId, connectionId, datasetId, runId, batchId } = scope;
  const send = <Type extends EventType>(event: Type, messages: readonly EventData<Type>[]) =>
    enqueue(transaction, EVENT_SOURCE, event, messages);
  const outcomes = outcomesOf(plan);
  await send(batchIngested, [{ organizationId, connectionId, runId, batchId, outcomes, ...answer }]);
  const run = { organizationId, connectionId, datasetId, runId };
  const change = ({ id, objectKey, etag }: { id: string; objectKey: string; etag: string }) => ({
    ...run,
    assetId: id,
    objectKey,
    etag,
  });
  await send(assetAdded, plan.added.map(change));
  await send(assetUpdated, plan.updated.map(change));
  await send(
    assetRenamed,
    plan.renamed.map((file) => ({ ...change(file), previousKey: file.previousKey })),
  );
  await send(
    assetRemoved,
    plan.removedAssets.map(({ id, objectKey }) => ({ ...run, assetId: id, objectKey })),
  );
  const verdicts = new Map(plan.skipped.map((file) => [file.objectKey, file]));
  await send(
    assetWithdrawn,
    plan.withdrawnAssets.flatMap(({ id, objectKey }) => {
      const verdict = verdicts.get(objectKey);
      return verdict ? [{ ...run, assetId: id, objectKey, reason: verdict.reason, detail: verdict.detail }] : [];
    }),
  );
  await send(
    fileSkipped,
    plan.skipped.map(({ objectKey, reason, detail }) => ({ ...run, objectKey, reason, detail })),
  );
}
