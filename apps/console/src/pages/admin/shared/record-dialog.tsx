import { Modal } from '@mantine/core';
import { type ReactNode, useState } from 'react';

/**
 * Asks about one record; closed where there is none. It's there all along, closed, because a dialog gives the focus back
 * only where it was closed before.
 */
export function RecordDialog<T>(props: {
  of: T | undefined;
  titleOf: (record: T) => string;
  onClose: () => void;
  /** Whether a click beside it leaves it open, for what can't be had again. */
  isKept?: boolean;
  children: (record: T) => ReactNode;
}) {
  const { of, titleOf, onClose, isKept = false, children } = props;
  const shown = useLastDefined(of);
  return (
    <Modal
      opened={of !== undefined}
      onClose={onClose}
      centered
      title={shown === undefined ? undefined : titleOf(shown)}
      closeOnClickOutside={!isKept}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {shown !== undefined && children(shown)}
    </Modal>
  );
}

/** The value, or the last one that there was: for what stays until a panel or dialog is out of sight. */
export function useLastDefined<T>(value: T | undefined): T | undefined {
  const [last, setLast] = useState(value);
  if (value !== undefined && value !== last) setLast(value);
  return last;
}
