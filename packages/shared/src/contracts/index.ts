import * as assetEvents from './asset-events.ts';
import type { EventType } from './event.ts';
import * as outcomeMessages from './outcome-messages.ts';
import * as publicEvents from './public-events.ts';
import * as syncMessages from './sync-messages.ts';

export * from './asset-events.ts';
export * from './event.ts';
export { storable } from './fields.ts';
export * from './findings.ts';
export * from './health.ts';
export * from './media.ts';
export * from './outcome-messages.ts';
export * from './problem.ts';
export * from './public-events.ts';
export * from './sync-messages.ts';

/** Every kind of message there is. */
export const EVENT_TYPES: readonly EventType[] = Object.values<unknown>({
  ...syncMessages,
  ...outcomeMessages,
  ...publicEvents,
  ...assetEvents,
}).filter(isEventType);

function isEventType(value: unknown): value is EventType {
  return typeof value === 'object' && value !== null && 'keyOf' in value && 'topic' in value;
}
