import type { Connection, DownloadCredential } from '@genie-helper/client';
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect, useState } from 'react';
import { genie } from '../../api.ts';
import { connectionName } from '../../labels.ts';
import { ConnectionForm } from './connection-form.tsx';
import type { CookieFile } from './cookie-file.ts';
import { fieldProblemsOf } from './field-problems.ts';
import { ImportForm } from './import-form.tsx';
import { emptyMessages, LabelField, LoginFields, StoreForm, useStoring } from './store-form.tsx';

/** Which one is open above the page, with what it is about. */
export type OpenDialog =
  | { dialog: 'connection' | 'login' }
  | { dialog: 'update' | 'deleteConnection'; connection: Connection }
  | { dialog: 'deleteDownload'; download: DownloadCredential }
  | { dialog: 'import'; file: CookieFile };

/** The page's dialog. What is in it is made when it opens and forgotten when it closes, with what was typed. */
export function Dialogs(props: Common & { open: OpenDialog | undefined }) {
  const { onClose, connections } = props;
  // A dialog gives the focus back to the button only where it was closed before.
  const [isThere, setThere] = useState(false);
  useEffect(() => setThere(true), []);
  const open = isThere ? props.open : undefined;
  const { title, content } = dialogOf(open, { onClose, connections });
  const isQuestion = open?.dialog === 'deleteConnection' || open?.dialog === 'deleteDownload';
  return (
    <Modal
      opened={open !== undefined}
      onClose={onClose}
      // What was typed into a form would be gone.
      closeOnClickOutside={isQuestion}
      title={title}
      styles={{ title: { fontWeight: 650, fontSize: 'var(--mantine-font-size-lg)' } }}
      closeButtonProps={{ 'aria-label': 'Close' }}
      // Its content is gone at once, so nothing is left to fade.
      transitionProps={{ exitDuration: 0 }}
    >
      {content}
    </Modal>
  );
}

type Common = { onClose: () => void; connections: readonly Connection[] };

function dialogOf(open: OpenDialog | undefined, common: Common) {
  const { onClose } = common;
  switch (open?.dialog) {
    case 'connection':
      return { title: 'Add a connection', content: <ConnectionForm {...common} /> };
    case 'login':
      return { title: 'Add a login for downloads', content: <LoginForm onClose={onClose} /> };
    case 'update': {
      const { connection } = open;
      const title = `Update ${connectionName(connection)}`;
      return { title, content: <ConnectionForm of={connection} {...common} /> };
    }
    case 'deleteConnection': {
      const { id, session } = open.connection;
      const name = connectionName(open.connection);
      const what = session === undefined ? 'Its login is' : 'Its login and its session cookies are';
      const content = <DeleteQuestion id={id} name={name} what={what} onClose={onClose} />;
      return { title: `Delete ${name}?`, content };
    }
    case 'deleteDownload': {
      const { id, label, type } = open.download;
      const what = type === 'cookies' ? 'The cookies are' : 'The login is';
      const content = <DeleteQuestion id={id} name={label} what={what} onClose={onClose} />;
      return { title: `Delete ${label}?`, content };
    }
    case 'import': {
      const { file } = open;
      const content = <ImportForm key={file.name} file={file} {...common} />;
      return { title: 'Import cookies', content };
    }
    default:
      return { title: undefined, content: null };
  }
}

/** Asks for a login that downloads use, and stores it. */
function LoginForm({ onClose }: { onClose: () => void }) {
  const form = useForm({
    initialValues: { label: '', username: '', password: '' },
    validate: {
      label: (label) => (label.trim() === '' ? emptyMessages.label : null),
      username: (username) => (username.trim() === '' ? emptyMessages.login : null),
      password: (password) => (password === '' ? emptyMessages.password : null),
    },
  });
  const { run, isPending } = useStoring({
    async store({ password, ...values }: typeof form.values) {
      const [label, username] = [values.label.trim(), values.username.trim()];
      await genie.credentials.createDownload({ type: 'password', label, username, password });
      return `${label} is stored.`;
    },
    explain(error) {
      const problems = fieldProblemsOf(error, ['label', 'username', 'password']);
      if (problems === undefined || problems.others.length > 0) return false;
      form.setErrors(problems.fields);
      return true;
    },
    failure: 'The login was not stored',
    onStored() {
      form.reset();
      onClose();
    },
  });
  return (
    <StoreForm onSubmit={form.onSubmit(run)} onCancel={onClose} isPending={isPending} isSealed>
      <LabelField data-autofocus {...form.getInputProps('label')} />
      <LoginFields
        login={{ maxLength: 254, ...form.getInputProps('username') }}
        password={{ maxLength: 1024, ...form.getInputProps('password') }}
      />
    </StoreForm>
  );
}

/** Asks before it deletes, and names what it deletes. */
function DeleteQuestion(props: { id: string; name: string; what: string; onClose: () => void }) {
  const { id, name, what, onClose } = props;
  const { run, isPending } = useStoring({
    async store() {
      await genie.credentials.remove(id);
      return `${name} is deleted.`;
    },
    failure: 'It was not deleted',
    onStored: onClose,
  });
  return (
    <Stack gap="lg">
      <Text>{what} removed from the server. This can't be undone.</Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose} data-autofocus>
          Keep it
        </Button>
        <Button color="red" loading={isPending} onClick={() => run(undefined)}>
          Delete {name}
        </Button>
      </Group>
    </Stack>
  );
}
