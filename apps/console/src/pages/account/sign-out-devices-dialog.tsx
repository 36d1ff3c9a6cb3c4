import type { Device } from '@genie-helper/client';
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { genie } from '../../api.ts';
import { showFailure } from '../../components/failure.tsx';
import { isRefusal } from '../../components/field-errors.ts';
import { useOwnMutation } from '../../session/session.ts';

/** What is to be signed out: one device, or all others. */
export type Asked = { kind: 'one'; device: Device } | { kind: 'others'; count: number };

/** Such as "Chrome on Mac". */
export function deviceName({ device }: Device): string {
  return device ?? 'An unknown program';
}

/**
 * Asks whether it is really to be signed out, and does it. It is there, closed, before it is asked for, since the focus
 * goes back only from a dialog that was.
 */
export function SignOutDevicesDialog(props: {
  asked: Asked | undefined;
  onClose: () => void;
  /** With a sentence about what was done. */
  onDone: (message: string) => Promise<void>;
  focusAfter: () => void;
}) {
  const { asked, onClose, onDone, focusAfter } = props;
  const [shown, setShown] = useState(asked);
  // Until it's asked for again: a dialog that is closed gives the focus back as soon as it may.
  const [isDone, setDone] = useState(false);
  if (asked !== undefined && asked !== shown) {
    setShown(asked);
    setDone(false);
  }
  const signOut = useOwnMutation({
    mutationFn: end,
    onSuccess: async (_, what) => {
      setDone(true);
      onClose();
      await onDone(doneMessage(what));
    },
    onError: (error) => {
      onClose();
      showFailure(error, 'Nobody was signed out');
    },
  });
  return (
    <Modal
      opened={asked !== undefined}
      onClose={onClose}
      returnFocus={!isDone}
      onExitTransitionEnd={() => {
        if (isDone) focusAfter();
      }}
      centered
      title={shown && titleOf(shown)}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {shown !== undefined && (
        <Stack>
          <Text size="sm">{consequenceOf(shown)}</Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose} data-autofocus>
              Cancel
            </Button>
            <Button color="red" loading={signOut.isPending} onClick={() => signOut.mutate(shown)}>
              Sign out
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}

async function end(asked: Asked): Promise<void> {
  if (asked.kind === 'others') return await genie.account.endOtherDevices();
  await genie.account.endDevice(asked.device.id).catch((error: unknown) => {
    // It is out, whoever did it.
    if (!isRefusal(error, 'account.session_not_found')) throw error;
  });
}

function titleOf(asked: Asked): string {
  return asked.kind === 'one'
    ? `Sign out ${deviceName(asked.device)}?`
    : 'Sign out all other devices?';
}

function consequenceOf(asked: Asked): string {
  if (asked.kind === 'one') {
    return 'It is signed out at once, and needs your password to come back. If it isn’t yours, change your password as well.';
  }
  const who = asked.count === 1 ? 'The one other device is' : `All ${asked.count} others are`;
  return `${who} signed out at once. You stay signed in here.`;
}

function doneMessage(asked: Asked): string {
  return asked.kind === 'one'
    ? `${deviceName(asked.device)} is signed out.`
    : 'All other devices are signed out.';
}
