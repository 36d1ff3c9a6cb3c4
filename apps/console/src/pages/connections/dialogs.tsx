import { Button, Group, Stack, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { genie } from '../../api.ts';
import { AddLoginDialog } from './add-login-dialog.tsx';
import { AddProfileDialog, UpdateProfileDialog } from './connection-dialogs.tsx';
import type { CookieFile } from './cookie-file.ts';
import { Dialog, useStoring } from './dialog.tsx';
import { ImportDialog } from './import-dialog.tsx';
import type { Connection } from './stored.tsx';
import type { Deletion } from './stored-labels.ts';

/** Which one is open above the page, with what it is about. */
export type OpenDialog =
  | { dialog: 'profile' | 'login' }
  | { dialog: 'update'; connection: Connection }
  | { dialog: 'delete'; deletion: Deletion }
  | { dialog: 'import'; file: CookieFile };

/** The page's dialogs, of which one is open at most. */
export function Dialogs(props: {
  open: OpenDialog | undefined;
  onClose: () => void;
  connections: readonly Connection[];
}) {
  const { onClose, connections } = props;
  // A dialog gives the focus back to the button only where it was closed before.
  const [isThere, setThere] = useState(false);
  useEffect(() => setThere(true), []);
  const open = isThere ? props.open : undefined;
  return (
    <>
      <AddProfileDialog
        isOpen={open?.dialog === 'profile'}
        onClose={onClose}
        connections={connections}
      />
      <AddLoginDialog isOpen={open?.dialog === 'login'} onClose={onClose} />
      <UpdateProfileDialog
        connection={open?.dialog === 'update' ? open.connection : undefined}
        onClose={onClose}
      />
      <DeleteDialog
        deletion={open?.dialog === 'delete' ? open.deletion : undefined}
        onClose={onClose}
      />
      <ImportDialog
        file={open?.dialog === 'import' ? open.file : undefined}
        onClose={onClose}
        connections={connections}
      />
    </>
  );
}

/** Asks before it deletes, and names what it deletes. */
function DeleteDialog(props: { deletion: Deletion | undefined; onClose: () => void }) {
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
