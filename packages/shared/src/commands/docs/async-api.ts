import { stringify } from 'yaml';
import { z } from 'zod';
import { EVENT_TYPES, type EventType, TOPIC_PARTITIONS, TOPICS, type TopicName } from '../../contracts/index.ts';

/**
 * docs/asyncapi.yaml: topics and messages for programs.
 *
 * @see https://www.asyncapi.com/docs/reference/specification/v3.0.0
 */
export function asyncApi(): string {
  const document = {
    asyncapi: '3.0.0',
    info: {
      title: 'Bucket Sync',
      version: '1.0.0',
      description: 'Made from packages/shared/src/contracts by npm run docs. CloudEvents 1.0, binary mode, JSON data.',
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(
      Object.entries(TOPICS).map(([name, topic]) => [
        name,
        {
          address: name,
          description: `${topic.purpose}; ${topic.from} -> ${topic.to}. ${topic.audience}.`,
          messages: Object.fromEntries(
            eventsOn(name).map(({ type }) => [type, { $ref: `#/components/messages/${type}` }]),
          ),
          bindings: { kafka: { topic: name, partitions: TOPIC_PARTITIONS, bindingVersion: '0.5.0' } },
        },
      ]),
    ),
    operations: Object.fromEntries(
      Object.keys(TOPICS).map((name) => [`on.${name}`, { action: 'send', channel: { $ref: `#/channels/${name}` } }]),
    ),
    components: { messages: Object.fromEntries(EVENT_TYPES.map((event) => [event.type, message(event)])) },
  };
  return stringify(document, { lineWidth: 0, aliasDuplicateObjects: false });
}

const eventsOn = (topic: string) => EVENT_TYPES.filter((event) => event.topic === topic);

function message(event: EventType) {
  const { $schema: _, ...payload } = z.toJSONSchema(event.data, { io: 'input' });
  return {
    name: event.type,
    summary: event.summary,
    headers: {
      type: 'object',
      required: ['ce_specversion', 'ce_id', 'ce_source', 'ce_type', 'ce_time'],
      properties: {
        ce_specversion: { const: '1.0' },
        ce_id: { type: 'string' },
        ce_source: { type: 'string' },
        ce_type: { const: event.type },
        ce_time: { type: 'string', format: 'date-time' },
        ce_subject: { type: 'string' },
      },
    },
    payload,
    bindings: {
      kafka: { key: { type: 'string', description: TOPICS[event.topic as TopicName].key }, bindingVersion: '0.5.0' },
    },
  };
}
