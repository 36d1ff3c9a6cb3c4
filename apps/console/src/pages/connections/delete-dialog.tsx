import { Button, Group, Stack, Text } from '@mantine/core';
import { genie } from '../../api.ts';
import type { Deletion } from './deletion.ts';
import { Dialog } from './dialog.tsx';
import { useStoring } from './use-storing.ts';

/** Asks before it deletes, and names what it deletes. */
export function DeleteDialog(props: { deletion: Deletion | undefined; onClose: () => void }) {
  const { deletion, onClose } = props;
  const { run, isPending } = useStoring({
    async store({ id, name }: Deletion) {
      await genie.credentials.remove(id);
      return `${name} is deleted.`;
    },
    failure: 'It was not deleted',
    onStored: onClose,
  });
  return (
    <Dialog title={deletion && `Delete ${deletion.name}?`} onClose={onClose}>
      {deletion !== undefined && (
        <Stack gap="lg">
          <Text>{deletion.consequence} This can't be undone.</Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose} data-autofocus>
              Keep it
            </Button>
            <Button color="red" loading={isPending} onClick={() => run(deletion)}>
              Delete {deletion.name}
            </Button>
          </Group>
        </Stack>
      )}
    </Dialog>
  );
}
