import { useEffect, useState } from 'react';
import { AddLoginDialog } from './add-login-dialog.tsx';
import { AddProfileDialog } from './connection-dialogs.tsx';
import type { CookieFile } from './cookie-file.ts';
import { DeleteDialog } from './delete-dialog.tsx';
import type { Deletion } from './deletion.ts';
import { ImportDialog } from './import-dialog.tsx';
import { UpdateProfileDialog } from './update-profile-dialog.tsx';
import type { Connection } from './use-stored.ts';

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
