import { genie } from '../../api.ts';
import { nameOf } from '../../platform-names.ts';
import { credentialsOf, explainAtFields, ProfileForm, useProfileForm } from './connection-form.tsx';
import { Dialog, useStoring } from './dialog.tsx';
import type { Connection } from './stored.tsx';

/** Asks for a profile on a platform, and stores it. */
export function AddProfileDialog(props: {
  isOpen: boolean;
  onClose: () => void;
  connections: readonly Connection[];
}) {
  const { isOpen, onClose, connections } = props;
  return (
    <Dialog title={isOpen ? 'Add a connection' : undefined} onClose={onClose}>
      <AddFields connections={connections} onClose={onClose} />
    </Dialog>
  );
}

function AddFields(props: { connections: readonly Connection[]; onClose: () => void }) {
  const { connections, onClose } = props;
  const form = useProfileForm();
  const { platform, username } = form.values;
  const same = connections.find(
    (one) => one.platform === platform && (one.platform_username ?? '') === username.trim(),
  );
  const { run, isPending } = useStoring({
    async store(values: typeof form.values) {
      const name = values.username.trim();
      const { updated } = await genie.credentials.createProfile({
        platform: values.platform,
        ...(name === '' ? {} : { platform_username: name }),
        credentials: credentialsOf(values),
      });
      const title = nameOf({ platform: values.platform, platform_username: name || null });
      return updated ? `${title}: the credentials are replaced.` : `${title} is stored.`;
    },
    explain: (error) => explainAtFields(form, error),
    failure: 'The connection was not stored',
    onStored() {
      form.reset();
      onClose();
    },
  });
  return (
    <ProfileForm
      form={form}
      isNew
      note={
        same && `You have ${nameOf(same)} already. Storing replaces the credentials that it has.`
      }
      isPending={isPending}
      onSubmit={() => run(form.getValues())}
      onCancel={onClose}
    />
  );
}

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
