import { Button, Collapse, Stack } from '@mantine/core';
import { useDebouncedCallback, useDisclosure, useMediaQuery } from '@mantine/hooks';
import { IconFilter } from '@tabler/icons-react';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';

/** The filters of a list; on a phone behind a button, so that the list is in sight. @param props `count`: how many are set */
export function FilterBox(props: { label: string; count: number; children: ReactNode }) {
  const { label, count, children } = props;
  const isNarrow = useMediaQuery('(max-width: 35.99em)', false, { getInitialValueInEffect: false });
  const [isOpen, { toggle }] = useDisclosure(false);
  const id = useId();
  if (!isNarrow) return <search aria-label={label}>{children}</search>;
  return (
    <Stack component="search" gap="sm" aria-label={label}>
      <Button
        variant="default"
        leftSection={<IconFilter size={16} aria-hidden />}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={toggle}
      >
        {count === 0 ? 'Filters' : `Filters (${count})`}
      </Button>
      <Collapse id={id} expanded={isOpen}>
        {children}
      </Collapse>
    </Stack>
  );
}

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
