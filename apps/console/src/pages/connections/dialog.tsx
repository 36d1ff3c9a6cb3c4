import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';

/**
 * A dialog over the page. What is in it is made when it opens and forgotten when it closes, and with it what was typed.
 *
 * @param props `title`: names the dialog; undefined: it is closed
 */
export function Dialog(props: {
  title: string | undefined;
  onClose: () => void;
  children: ReactNode;
}) {
  const { title, onClose, children } = props;
  return (
    <Modal
      opened={title !== undefined}
      onClose={onClose}
      title={title}
      styles={{ title: { fontWeight: 650, fontSize: 'var(--mantine-font-size-lg)' } }}
      closeButtonProps={{ 'aria-label': 'Close' }}
      // Its content is gone at once, so nothing is left to fade.
      transitionProps={{ exitDuration: 0 }}
    >
      {title !== undefined && children}
    </Modal>
  );
}
