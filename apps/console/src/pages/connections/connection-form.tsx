import { GenieError } from '@genie-helper/client';
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
import { useForm } from '@mantine/form';
import { useId } from 'react';
import { type Platform, platformChoices, toPlatform } from '../../platform-names.ts';
import { fieldProblemsOf, readFreeFields } from './field-problems.ts';

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

/** A profile as it is written down. */
export interface ProfileValues {
  platform: Platform;
  username: string;
  kind: 'login' | 'fields';
  login: string;
  password: string;
  /** JSON. */
  fields: string;
}

/** The form of a profile. @param start what stands in it at first: nothing secret */
export function useProfileForm(start: { platform?: string; username?: string } = {}) {
  return useForm<ProfileValues>({
    initialValues: {
      platform: toPlatform(start.platform ?? ''),
      username: start.username ?? '',
      kind: 'login',
      login: '',
      password: '',
      fields: '',
    },
    validate: {
      login: (login, { kind }) =>
        kind === 'login' && login.trim() === '' ? 'Write the login.' : null,
      password: (password, { kind }) =>
        kind === 'login' && password === '' ? 'Write the password.' : null,
      fields(fields, { kind }) {
        const read = readFreeFields(fields);
        return kind === 'login' || read.ok ? null : read.problem;
      },
    },
  });
}

type ConnectionFormApi = ReturnType<typeof useProfileForm>;

/** What the API is to keep. */
export function credentialsOf(values: ProfileValues): Record<string, unknown> {
  const { kind, login, password, fields } = values;
  if (kind === 'login') return { username: login.trim(), password };
  const read = readFreeFields(fields);
  return read.ok ? read.value : {};
}

/** Shows a refusal at the fields that it is about. @returns whether it is about fields */
export function explainAtFields(form: ConnectionFormApi, error: unknown): boolean {
  if (error instanceof GenieError && error.code === 'credentials.profile_exists') {
    form.setFieldError('username', error.message);
    return true;
  }
  const problems = fieldProblemsOf(error, ['platform_username', 'credentials']);
  if (problems === undefined) return false;
  const { platform_username: username, credentials } = problems.fields;
  if (username !== undefined) form.setFieldError('username', username);
  const rest = [...(credentials === undefined ? [] : [credentials]), ...problems.others].join(' ');
  const secretField = form.getValues().kind === 'login' ? 'password' : 'fields';
  if (rest !== '') form.setFieldError(secretField, rest);
  return true;
}
