import { Button, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { genie } from '../../api.ts';
import { Dialog, useStoring } from './dialog.tsx';
import { fieldProblemsOf } from './field-problems.ts';

/** Asks for a login that downloads use, and stores it. */
export function AddLoginDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Dialog title={isOpen ? 'Add a login for downloads' : undefined} onClose={onClose}>
      <Fields onClose={onClose} />
    </Dialog>
  );
}

function Fields({ onClose }: { onClose: () => void }) {
  const form = useForm({
    initialValues: { label: '', username: '', password: '' },
    validate: {
      label: (label) => (label.trim() === '' ? 'Write what you call it.' : null),
      username: (username) => (username.trim() === '' ? 'Write the login.' : null),
      password: (password) => (password === '' ? 'Write the password.' : null),
    },
  });
  const { run, isPending } = useStoring({
    async store({ label, username, password }: typeof form.values) {
      const login = { label: label.trim(), username: username.trim(), password };
      await genie.credentials.createDownload({ type: 'password', ...login });
      return `${login.label} is stored.`;
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
    <form noValidate autoComplete="off" onSubmit={form.onSubmit((values) => run(values))}>
      <Stack gap="md">
        <TextInput
          label="Label"
          description="What you call it."
          required
          maxLength={100}
          autoComplete="off"
          data-autofocus
          {...form.getInputProps('label')}
        />
        <TextInput
          label="Login"
          required
          maxLength={254}
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps('username')}
        />
        <PasswordInput
          label="Password"
          required
          maxLength={1024}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password', tabIndex: 0 }}
          {...form.getInputProps('password')}
        />
        <Text size="sm" c="dimmed">
          It is sealed before it is kept, and this page never shows it again.
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={isPending}>
            Store
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
