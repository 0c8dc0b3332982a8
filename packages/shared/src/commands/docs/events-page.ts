import { z } from 'zod';
import { EVENT_TYPES, type EventType, TOPIC_PARTITIONS, TOPICS } from '../../contracts/index.ts';

/** docs/events.md: the topics, and every message with the fields of its data. */
export function eventsPage(): string {
  const topics = Object.entries(TOPICS).map(
    ([name, { audience, key, purpose, from, to, retentionHours }]) =>
      `| \`${name}\` | ${audience} | ${key} | ${purpose} | ${from} -> ${to} | ${retentionHours / 24} days |`,
  );
  return [
    '# Topics and messages',
    '',
    'Made from `packages/shared/src/contracts` by `npm run docs`; `asyncapi.yaml` says the same for programs.',
    '',
    'Messages are CloudEvents 1.0 in binary mode: the attributes are Kafka headers (`ce_type`, `ce_id`, `ce_source`,',
    '`ce_time`, `ce_subject`), the value is JSON. Delivery is at least once: act once on each `ce_id`, or once on each',
    'thing that the data names. New fields may be added. A field is never renamed or dropped without a new version in',
    '`ce_type`.',
    '',
    `Every topic has ${TOPIC_PARTITIONS} partitions, and a topic \`<topic>.dlq\` for messages that could not be`,
    'handled. A dead letter has its reason in the header `dlq-reason`, its origin in `dlq-partition` and `dlq-offset`,',
    'and the size and SHA-256 digest of its value. PUBLIC topics are for any consumer. INTERNAL topics may change',
    'with a release.',
    '',
    '| topic | audience | key | carries | from -> to | retention |',
    '|---|---|---|---|---|---|',
    ...topics,
    '',
    ...EVENT_TYPES.map(eventSection),
  ].join('\n');
}

function eventSection(event: EventType): string {
  const schema = z.toJSONSchema(event.data, { io: 'input' });
  return [
    `## \`${event.type}\``,
    '',
    `On \`${event.topic}\`. ${event.summary}`,
    '',
    '| field | type |',
    '|---|---|',
    ...fieldRows(schema, ''),
    '',
  ].join('\n');
}

type Schema = z.core.JSONSchema.BaseSchema;

function fieldRows(schema: Schema, path: string): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    if (typeof property === 'boolean') return [];
    const full = `${path}${name}`;
    const inner = innerObject(property);
    const row = `| \`${full}\` | ${typeName(property)} |`;
    return inner ? [row, ...fieldRows(inner, `${full}${property.type === 'array' ? '[]' : ''}.`)] : [row];
  });
}

function innerObject(schema: Schema): Schema | null {
  const candidates = [schema, ...(schema.anyOf ?? []), schema.items].filter((candidate) => isSchema(candidate));
  return candidates.find((candidate) => candidate.properties) ?? null;
}

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function typeName(schema: Schema): string {
  if (schema.anyOf) return schema.anyOf.map((option) => (isSchema(option) ? typeName(option) : '?')).join(' or ');
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(', ');
  if (schema.type === 'array') return `list of ${isSchema(schema.items) ? typeName(schema.items) : 'anything'}`;
  const types = [schema.type ?? 'anything'].flat().join(' or ');
  return schema.format ? `${types} (${schema.format})` : types;
}
