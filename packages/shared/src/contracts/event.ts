import type { z } from 'zod';

/**
 * A kind of message: a CloudEvents 1.0 type, the topic it travels on, the Kafka key, which keeps messages in order, and
 * the shape of its data. Code and documentation derive from this declaration.
 */
export interface EventType<Shape extends z.ZodType = z.ZodType> {
  type: string;
  topic: TopicName | DeadLetterTopic;
  summary: string;
  data: Shape;
  /** The Kafka key; it is also the event's `subject`. */
  keyOf(data: z.output<Shape>): string;
}

export type EventData<Type extends EventType> = z.output<Type['data']>;

/**
 * An event as it is read from the dead letters of its topic.
 *
 * @param data  the required fields only, because the message may be there for not matching its own shape
 */
export function deadLetterOf<Shape extends z.ZodType>(event: EventType, data: Shape): EventType<Shape> {
  return { ...event, topic: `${event.topic as TopicName}.dlq`, data };
}

export function defineEvent<Shape extends z.ZodType>(event: EventType<Shape>): EventType<Shape> {
  return event;
}

/** A topic; PUBLIC topics are for every other consumer and keep their messages longer than the work queues. */
export interface Topic {
  audience: 'PUBLIC' | 'INTERNAL';
  key: string;
  purpose: string;
  from: string;
  to: string;
  /** How long the broker keeps a message. */
  retentionHours: number;
  /** Order does not matter: messages go to the partitions in turn, and each replica gets the same share of the work. */
  isSpread?: boolean;
}

const WEEK = 168;

/** Longer than any topic, dead letters included, keeps a message (28 days): nothing older is delivered again. */
export const REDELIVERY_DAYS = 35;

/**
 * Every topic has 12 partitions: the most replicas of one stage that can share the work. Each has a topic `<name>.dlq`
 * for messages that could not be handled.
 */
export const TOPIC_PARTITIONS = 12;

export const TOPICS = {
  'sync.jobs.v1': {
    audience: 'PUBLIC',
    key: 'connectionId',
    purpose: 'one run to do',
    from: 'sync API, scheduler, other services',
    to: 'sync',
    retentionHours: WEEK,
  },
  'sync.listings.v1': {
    audience: 'INTERNAL',
    key: 'runId/shard',
    purpose: 'a slice of the key space to list',
    from: 'sync',
    to: 'sync',
    retentionHours: WEEK,
  },
  'sync.inspections.v1': {
    audience: 'INTERNAL',
    key: 'runId/batch; any partition',
    purpose: 'new or changed objects to inspect',
    from: 'sync',
    to: 'sync',
    retentionHours: WEEK,
    isSpread: true,
  },
  'assets.intake.v1': {
    audience: 'INTERNAL',
    key: 'runId/batch',
    purpose: 'verdicts and metadata, removals',
    from: 'sync',
    to: 'assets',
    retentionHours: WEEK,
  },
  'assets.outcomes.v1': {
    audience: 'INTERNAL',
    key: 'connectionId',
    purpose: 'what became of each object of a batch',
    from: 'assets',
    to: 'sync',
    retentionHours: WEEK,
  },
  'connections.events.v1': {
    audience: 'PUBLIC',
    key: 'connectionId',
    purpose: 'what happened to a connection',
    from: 'connections',
    to: 'anyone',
    retentionHours: 4 * WEEK,
  },
  'sync.events.v1': {
    audience: 'PUBLIC',
    key: 'connectionId',
    purpose: 'what happened to a run',
    from: 'sync',
    to: 'anyone',
    retentionHours: 4 * WEEK,
  },
  'assets.events.v1': {
    audience: 'PUBLIC',
    key: 'connectionId; of a dataset its id, of a quota the organizationId',
    purpose: 'what happened to assets, datasets and quotas',
    from: 'assets',
    to: 'anyone',
    retentionHours: 4 * WEEK,
  },
} as const satisfies Record<string, Topic>;

export type TopicName = keyof typeof TOPICS;
export const isTopicName = (name: string): name is TopicName => Object.hasOwn(TOPICS, name);
/** The original messages that could not be handled, with the reason in a header. */
export type DeadLetterTopic = `${TopicName}.dlq`;
