import { Button, Collapse, Stack } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { IconFilter } from '@tabler/icons-react';
import { type ReactNode, useId } from 'react';

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
