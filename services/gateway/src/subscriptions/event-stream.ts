import { AppError } from '@bucket-sync/shared/errors';

/** One event of a `text/event-stream`. */
export interface StreamEvent {
  event: string;
  data: string;
}

/** No event of the subgraphs is nearly as long. A longer one means that the stream is broken. */
const MAX_EVENT_LENGTH = 4 * 1024 * 1024;

/**
 * Reads server-sent events. Comments, which keep a connection alive, yield nothing.
 *
 * @throws AppError PEER_UNAVAILABLE for an event that has no end
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export async function* readEventStream(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<StreamEvent> {
  const decoder = new TextDecoder();
  let unread = '';
  let event = '';
  let data: string[] = [];
  for await (const chunk of chunks) {
    unread += decoder.decode(chunk, { stream: true });
    const lines = unread.split(/\r\n|\n|\r(?!$)/);
    unread = lines.pop() ?? '';
    if (unread.length > MAX_EVENT_LENGTH) {
      throw new AppError('PEER_UNAVAILABLE', { service: 'event stream', why: 'an event has no end' });
    }
    for (const line of lines) {
      if (line === '') {
        if (event !== '' || data.length > 0) yield { event: event || 'message', data: data.join('\n') };
        event = '';
        data = [];
        continue;
      }
      const colon = line.indexOf(':');
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
      if (field === 'event') event = value;
      if (field === 'data') data.push(value);
    }
  }
}
