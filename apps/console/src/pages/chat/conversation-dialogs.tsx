import type { Conversation } from '@genie-helper/client';
import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { genie } from '../../api.ts';
import { InlineFailure, showFailure } from '../../components/failure.tsx';
import { useOwnMutation } from '../../session/session.ts';
import { changeConversations, refreshConversations, titleOf } from './use-conversations.ts';

/** What the API takes at most, in characters. */
const maxTitle = 100;

interface DialogProps {
  conversation: Conversation;
  opened: boolean;
  onClose: () => void;
}

/** Gives a conversation another title. */
export function RenameDialog({ conversation, opened, onClose }: DialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      closeOnClickOutside={false}
      centered
      title="Rename the conversation"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <RenameForm conversation={conversation} onClose={onClose} />
    </Modal>
  );
}

function RenameForm({ conversation, onClose }: Omit<DialogProps, 'opened'>) {
  const client = useQueryClient();
  const [title, setTitle] = useState(titleOf(conversation));
  const { sessionId } = conversation;
  const renaming = useOwnMutation({
    mutationFn: (wanted: string) => genie.chat.rename(sessionId, wanted),
    onSuccess(_, wanted) {
      changeConversations(client, (all) =>
        all.map((one) => (one.sessionId === sessionId ? { ...one, title: wanted } : one)),
      );
      onClose();
    },
  });
  const wanted = title.trim();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (wanted !== '') renaming.mutate(wanted);
      }}
    >
      <Stack>
        <TextInput
          label="Title"
          data-autofocus
          autoComplete="off"
          maxLength={maxTitle}
          value={title}
          onChange={({ currentTarget }) => setTitle(currentTarget.value)}
        />
        {renaming.error !== null && <InlineFailure error={renaming.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={renaming.isPending} disabled={wanted === ''}>
            Rename
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Asks whether a conversation is to be deleted, and does it. @param props `onDeleted`: goes to another one */
export function DeleteConversationDialog(props: DialogProps & { onDeleted: () => void }) {
  const { conversation, opened, onClose, onDeleted } = props;
  const client = useQueryClient();
  const { sessionId } = conversation;
  const deleting = useOwnMutation({
    mutationFn: () => genie.chat.remove(sessionId),
    onSuccess() {
      onClose();
      onDeleted();
      changeConversations(client, (all) => all.filter((one) => one.sessionId !== sessionId));
      const message = 'The conversation is deleted.';
      notifications.show({ message, role: 'status', closeButtonProps: { 'aria-label': 'Close' } });
      // The button that asked is gone with its conversation.
      document.querySelector<HTMLElement>('[data-page-heading]')?.focus();
    },
    onError(error) {
      onClose();
      showFailure(error, 'The conversation was not deleted');
      refreshConversations(client);
    },
  });
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      centered
      title="Delete this conversation?"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack>
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          This deletes “<bdi>{titleOf(conversation)}</bdi>” and everything that was said in it.
          Captions that were written in it stay in your library. This can’t be undone.
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            Keep it
          </Button>
          <Button color="red" loading={deleting.isPending} onClick={() => deleting.mutate()}>
            Delete it
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
