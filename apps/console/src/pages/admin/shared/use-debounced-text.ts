import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';

/** Long enough to type on, short enough to seem at once, in milliseconds. */
const pauseMs = 350;

/**
 * A field whose text is taken over, without spaces around it, when the typing pauses.
 *
 * @param value what was taken over last, here or elsewhere, as by "Clear"
 * @returns what the field shows, and what changes it
 */
export function useDebouncedText(
  value: string,
  onCommit: (text: string) => void,
): [string, (text: string) => void] {
  const [text, setText] = useState(value);
  const committed = useRef(value);
  const commit = useDebouncedCallback((next: string) => {
    committed.current = next.trim();
    onCommit(committed.current);
  }, pauseMs);
  useEffect(() => {
    if (value === committed.current) return;
    committed.current = value;
    setText(value);
  }, [value]);
  return [
    text,
    (next) => {
      setText(next);
      commit(next);
    },
  ];
}
