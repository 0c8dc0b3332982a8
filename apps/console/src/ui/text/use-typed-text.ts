import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useState } from 'react';

/** A pause in typing: each value may be a request. */
const SETTLED_AFTER_MS = 250;

/**
 * The text of a field whose value is used after a pause in typing, or when the field goes.
 *
 * @param value  replaces the text whenever it changes
 */
export function useTypedText(value: string, onSettled: (text: string) => void): [string, (text: string) => void] {
  const [text, setText] = useState(value);
  const settle = useDebouncedCallback(onSettled, { delay: SETTLED_AFTER_MS, flushOnUnmount: true });
  useEffect(() => setText(value), [value]);
  function type(typed: string) {
    setText(typed);
    settle(typed);
  }
  return [text, type];
}
