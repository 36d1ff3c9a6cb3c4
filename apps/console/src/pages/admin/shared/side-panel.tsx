import { Drawer } from '@mantine/core';
import type { ReactNode } from 'react';
import { useLastDefined } from './record-dialog.tsx';

/** Details of one record at the page's side; closed where there is none. */
export function SidePanel<T>(props: {
  of: T | undefined;
  titleOf: (record: T) => string;
  onClose: () => void;
  /** Whether a dialog stands before it, which Escape is meant for. */
  isCovered?: boolean;
  children: (record: T) => ReactNode;
}) {
  const { of, titleOf, onClose, isCovered = false, children } = props;
  const shown = useLastDefined(of);
  return (
    <Drawer
      opened={of !== undefined}
      onClose={onClose}
      closeOnEscape={!isCovered}
      position="right"
      size="lg"
      title={shown === undefined ? undefined : titleOf(shown)}
      styles={{ title: { fontWeight: 650, fontSize: 'var(--mantine-font-size-lg)' } }}
      closeButtonProps={{ 'aria-label': 'Close the details' }}
    >
      {shown !== undefined && children(shown)}
    </Drawer>
  );
}
