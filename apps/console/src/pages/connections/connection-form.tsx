import {
  Button,
  Group,
  Input,
  NativeSelect,
  PasswordInput,
  SegmentedControl,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useId } from 'react';
import { platformChoices, toPlatform } from '../../platform-names.ts';
import type { ConnectionFormApi } from './use-profile-form.ts';

const kinds = [
  { value: 'login', label: 'Login and password' },
  { value: 'fields', label: 'Other fields' },
];

/**
 * The fields of a profile and its credentials. What is typed as a credential stays in this form.
 *
 * @param props `isNew`: the platform may be chosen; `note`: what storing will replace
 */
export function ProfileForm(props: {
  form: ConnectionFormApi;
  isNew: boolean;
  note?: string | undefined;
  isPending: boolean;
  onSubmit: () => void;
  onCancel: () => void;
}) {
  const { form, isNew, note, isPending, onSubmit, onCancel } = props;
  const kindLabelId = useId();
  const { kind, platform } = form.values;
  return (
    <form noValidate autoComplete="off" onSubmit={form.onSubmit(onSubmit)}>
      <Stack gap="md">
        {isNew && (
          <NativeSelect
            label="Platform"
            data={platformChoices}
            value={platform}
            onChange={(event) =>
              form.setFieldValue('platform', toPlatform(event.currentTarget.value))
            }
            data-autofocus
          />
        )}
        <TextInput
          label="Name on the platform"
          description={isNew ? 'May stay empty.' : 'Left empty, it stays as it is.'}
          maxLength={100}
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps('username')}
        />
        {note !== undefined && (
          <Text size="sm" role="status">
            {note}
          </Text>
        )}
        <div>
          <Input.Label component="div" id={kindLabelId} mb={4}>
            What is stored
          </Input.Label>
          <SegmentedControl
            fullWidth
            aria-labelledby={kindLabelId}
            data={kinds}
            value={kind}
            onChange={(value) => form.setFieldValue('kind', value === 'login' ? 'login' : 'fields')}
          />
        </div>
        {kind === 'login' ? (
          <>
            <TextInput
              label="Login"
              description="The user name or e-mail that the platform asks for."
              required
              autoComplete="off"
              spellCheck={false}
              data-autofocus={isNew ? undefined : true}
              {...form.getInputProps('login')}
            />
            <PasswordInput
              label="Password"
              required
              autoComplete="new-password"
              visibilityToggleButtonProps={{ 'aria-label': 'Show the password', tabIndex: 0 }}
              {...form.getInputProps('password')}
            />
          </>
        ) : (
          <Textarea
            label="Fields"
            description={'A JSON object with what the platform wants, as {"api_key": "…"}.'}
            required
            autosize
            minRows={4}
            maxRows={12}
            autoComplete="off"
            spellCheck={false}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
            {...form.getInputProps('fields')}
          />
        )}
        <Text size="sm" c="dimmed">
          It is sealed before it is kept, and this page never shows it again.
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
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
