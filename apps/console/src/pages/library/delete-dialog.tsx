import type { LibraryCaption } from '@genie-helper/client';
import { Button, Group, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { genie } from '../../api.ts';
import { showFailure } from '../../components/failure.tsx';
import { useOwnMutation } from '../../session/session.ts';
import { formatTimestamp } from '../../timestamps.ts';
import { RecordDialog } from '../admin/shared/record-dialog.tsx';
import { platformLabel } from './library-card.tsx';

/** What is to be deleted. */
export type Asked = LibraryCaption | 'all';

/** Asks whether a caption is to be deleted, or all of them, and does it. */
export function DeleteDialog(props: { asked: Asked | undefined; onClose: () => void }) {
  const { asked, onClose } = props;
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
      void client.invalidateQueries({ queryKey: ['library'] });
    },
  });
  return (
    <RecordDialog
      of={asked}
      titleOf={(shown) => (shown === 'all' ? 'Delete all captions?' : 'Delete this caption?')}
      onClose={onClose}
    >
      {(shown) => (
        <Stack>
          <Text size="sm">
            {shown === 'all' ? (
              'Your whole library is deleted, whatever the filters show. Batches keep their captions. This can’t be undone.'
            ) : (
              <>
                This deletes the caption for {platformLabel(shown.platform)} of{' '}
                <time dateTime={shown.writtenAt}>{formatTimestamp(shown.writtenAt)}</time>. This
                can’t be undone.
              </>
            )}
          </Text>
          {shown !== 'all' && (
            <Text
              size="sm"
              c="dimmed"
              lineClamp={3}
              dir="auto"
              style={{ overflowWrap: 'anywhere' }}
            >
              {shown.caption}
            </Text>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose} data-autofocus>
              {shown === 'all' ? 'Keep them' : 'Keep it'}
            </Button>
            <Button color="red" loading={deleting.isPending} onClick={() => deleting.mutate(shown)}>
              {shown === 'all' ? 'Delete all' : 'Delete it'}
            </Button>
          </Group>
        </Stack>
      )}
    </RecordDialog>
  );
}
