import {
  type BatchInspected,
  batchInspected,
  connectionCreated,
  connectionRemoved,
  connectionUpdated,
  type EventData,
} from '@bucket-sync/shared/contracts';
import { type EventHandler, handle } from '@bucket-sync/shared/kafka';

/** The use cases that messages start. Each may be called again with the same message. */
export interface Reactions {
  ingestBatch(batch: BatchInspected): Promise<void>;
  storeConnectionBucket(connection: EventData<typeof connectionCreated>): Promise<void>;
  markConnectionRemoved(organizationId: string, connectionId: string): Promise<void>;
}

export interface AssetsConsumer {
  groupId: string;
  handlers: EventHandler[];
}

export function assetsConsumers(reactions: Reactions): AssetsConsumer[] {
  return [
    { groupId: 'assets.intake', handlers: [handle(batchInspected, (batch) => reactions.ingestBatch(batch))] },
    {
      groupId: 'assets.connections',
      handlers: [
        handle(connectionRemoved, ({ organizationId, connectionId }) =>
          reactions.markConnectionRemoved(organizationId, connectionId),
        ),
      ],
    },
    // A separate consumer group, which reads the topic from the beginning. So it receives connections older than this
    // handler.
    {
      groupId: 'assets.connection-buckets',
      handlers: [
        handle(connectionCreated, (connection) => reactions.storeConnectionBucket(connection)),
        handle(connectionUpdated, (connection) => reactions.storeConnectionBucket(connection)),
      ],
    },
  ];
}
