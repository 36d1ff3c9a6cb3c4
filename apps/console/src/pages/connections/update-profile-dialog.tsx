import { genie } from '../../api.ts';
import { nameOf } from '../../platform-names.ts';
import { ProfileForm } from './connection-form.tsx';
import { Dialog } from './dialog.tsx';
import { credentialsOf, explainAtFields, useProfileForm } from './use-profile-form.ts';
import type { Connection } from './use-stored.ts';
import { useStoring } from './use-storing.ts';

/** Asks for other credentials for a connection, and stores them. */
export function UpdateProfileDialog(props: {
  connection: Connection | undefined;
  onClose: () => void;
}) {
  const { connection, onClose } = props;
  return (
    <Dialog title={connection && `Update ${nameOf(connection)}`} onClose={onClose}>
      {connection !== undefined && <UpdateFields connection={connection} onClose={onClose} />}
    </Dialog>
  );
}

function UpdateFields({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const { id, platform } = connection;
  const former = connection.platform_username ?? '';
  const form = useProfileForm({ platform, username: former });
  const { run, isPending } = useStoring({
    async store(values: typeof form.values) {
      const name = values.username.trim();
      await genie.credentials.updateProfile({
        id,
        credentials: credentialsOf(values),
        ...(name === '' || name === former ? {} : { platform_username: name }),
      });
      return `${nameOf({ platform, platform_username: name || former || null })} is updated.`;
    },
    explain: (error) => explainAtFields(form, error),
    failure: 'The connection was not updated',
    onStored() {
      form.reset();
      onClose();
    },
  });
  return (
    <ProfileForm
      form={form}
      isNew={false}
      isPending={isPending}
      onSubmit={() => run(form.getValues())}
      onCancel={onClose}
    />
  );
}
