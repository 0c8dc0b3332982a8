/** The source of every event of this service. */
export const EVENT_SOURCE = 'sync';
