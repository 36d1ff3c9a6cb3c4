import type { Job } from '@genie-helper/client';
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlayerStop } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { genie } from '../../api.ts';
import { showFailure } from '../../components/failure.tsx';
import { IconButton } from '../../components/page.tsx';
import { useOwnMutation } from '../../session/session.ts';
import { outcomesOf } from './batch-results.ts';
import { latestBatchesKey } from './latest-batches.tsx';

/** The button that cancels a batch under way, and the question that it asks first. */
export function CancelBatch({ batch }: { batch: Job }) {
  const [isAsking, { open, close }] = useDisclosure();
  const queryClient = useQueryClient();
  const cancel = useOwnMutation({
    mutationFn: () => genie.jobs.cancel(batch.id),
    onError: (error) => showFailure(error, 'The batch was not cancelled'),
    // Also where it was over by then: the page shows how it ended.
    onSettled: async () => {
      close();
      await queryClient.invalidateQueries({ queryKey: ['job', batch.id] });
      await queryClient.invalidateQueries({ queryKey: latestBatchesKey });
    },
  });
  return (
    <>
      <IconButton Icon={IconPlayerStop} onClick={open}>
        Cancel the batch
      </IconButton>
      <Modal
        opened={isAsking}
        onClose={close}
        centered
        title="Cancel this batch?"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <Stack>
          <Text size="sm">{whatStays(batch)}</Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={close} data-autofocus>
              Keep writing
            </Button>
            <Button color="red" loading={cancel.isPending} onClick={() => cancel.mutate()}>
              Cancel the batch
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}

function whatStays(batch: Job): string {
  const written = outcomesOf(batch).filter((outcome) => outcome?.ok).length;
  const later = 'The rest isn’t written; you can go on with it later.';
  if (written === 0) return `Nothing is written yet. ${later}`;
  const stays =
    written === 1
      ? 'The caption that is written stays.'
      : `The ${written} captions that are written stay.`;
  return `${stays} ${later}`;
}
