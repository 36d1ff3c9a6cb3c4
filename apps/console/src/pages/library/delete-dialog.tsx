import type { LibraryCaption } from '@genie-helper/client';
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { genie } from '../../api.ts';
import { showFailure } from '../../components/failure.tsx';
import { useOwnMutation } from '../../session/session.ts';
import { useLastDefined } from '../admin/shared/side-panel.tsx';
import { captionName } from './library-card.tsx';

/** What is to be deleted. */
export type Asked = LibraryCaption | 'all';

/** Asks whether a caption is to be deleted, or all of them, and does it. */
export function DeleteDialog(props: { asked: Asked | undefined; onClose: () => void }) {
  const { asked, onClose } = props;
  const shown = useLastDefined(asked);
  const client = useQueryClient();
  const deleting = useOwnMutation({
    async mutationFn(what: Asked) {
      if (what === 'all') return await genie.captions.removeAll();
      await genie.captions.remove(what.id);
      return 1;
    },
    async onSuccess(count) {
      onClose();
      await client.invalidateQueries({ queryKey: ['library'] });
      const message = count === 1 ? 'The caption is deleted.' : `${count} captions are deleted.`;
      notifications.show({ message, role: 'status', closeButtonProps: { 'aria-label': 'Close' } });
      // The button that asked is gone with its caption.
      document.querySelector<HTMLElement>('[data-page-heading]')?.focus();
    },
    onError(error) {
      onClose();
      showFailure(error, 'Nothing was deleted');
    },
  });
  if (shown === undefined) return null;
  const isAll = shown === 'all';
  return (
    <Modal
      opened={asked !== undefined}
      onClose={onClose}
      centered
      title={isAll ? 'Delete all captions?' : 'Delete this caption?'}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack>
        <Text size="sm">
          {isAll
            ? 'Your whole library is deleted, whatever the filters show. Batches keep their captions. This can’t be undone.'
            : `This deletes ${captionName(shown)}. This can’t be undone.`}
        </Text>
        {!isAll && (
          <Text size="sm" c="dimmed" lineClamp={3} dir="auto" style={{ overflowWrap: 'anywhere' }}>
            {shown.caption}
          </Text>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {isAll ? 'Keep them' : 'Keep it'}
          </Button>
          <Button color="red" loading={deleting.isPending} onClick={() => deleting.mutate(shown)}>
            {isAll ? 'Delete all' : 'Delete it'}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
