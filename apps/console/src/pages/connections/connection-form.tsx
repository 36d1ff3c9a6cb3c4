import { type Connection, GenieError } from '@genie-helper/client';
import { Input, SegmentedControl, Text, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useId } from 'react';
import { genie } from '../../api.ts';
import { ChoiceField } from '../../components/choices.tsx';
import { connectionName, platformChoices } from '../../labels.ts';
import { fieldProblemsOf, readFreeFields } from './field-problems.ts';
import { emptyMessages, LoginFields, StoreForm, useStoring } from './store-form.tsx';

type Platform = (typeof platformChoices)[number]['value'];

/** A connection as it is written down: nothing that is stored already, but its platform and the name there. */
type ConnectionValues = ReturnType<typeof useConnectionForm>['values'];

/** Stores a new connection, or other credentials for the one that it is `of`. */
export function ConnectionForm(props: {
  of?: Connection;
  connections: readonly Connection[];
  onClose: () => void;
}) {
  const { of: former, connections, onClose } = props;
  const kindLabelId = useId();
  const form = useConnectionForm(former);
  const { kind, platform, username } = form.values;
  const same =
    former === undefined &&
    connections.find(
      (one) => one.platform === platform && (one.platform_username ?? '') === username.trim(),
    );
  const { run, isPending } = useStoring({
    store: (values: ConnectionValues) => store(values, former),
    explain: (error) => explainAtFields(form, error),
    failure: `The connection was not ${former === undefined ? 'stored' : 'updated'}`,
    onStored() {
      form.reset();
      onClose();
    },
  });
  return (
    <StoreForm onSubmit={form.onSubmit(run)} onCancel={onClose} isPending={isPending} isSealed>
      {former === undefined && (
        <ChoiceField
          label="Platform"
          choices={platformChoices}
          value={platform}
          onChange={(value) => form.setFieldValue('platform', value)}
          data-autofocus
        />
      )}
      <TextInput
        label="Name on the platform"
        description={former === undefined ? 'May stay empty.' : 'Left empty, it stays as it is.'}
        maxLength={100}
        autoComplete="off"
        spellCheck={false}
        {...form.getInputProps('username')}
      />
      {same && (
        <Text size="sm" role="status">
          You have {connectionName(same)} already. Storing replaces the credentials that it has.
        </Text>
      )}
      <div>
        <Input.Label component="div" id={kindLabelId} mb={4}>
          What is stored
        </Input.Label>
        <SegmentedControl
          fullWidth
          aria-labelledby={kindLabelId}
          data={[
            { value: 'login', label: 'Login and password' },
            { value: 'fields', label: 'Other fields' },
          ]}
          value={kind}
          onChange={(value) => form.setFieldValue('kind', value)}
        />
      </div>
      {kind === 'login' ? (
        <LoginFields
          login={{
            description: 'The user name or e-mail that the platform asks for.',
            'data-autofocus': former !== undefined || undefined,
            ...form.getInputProps('login'),
          }}
          password={form.getInputProps('password')}
        />
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
    </StoreForm>
  );
}

function useConnectionForm(former: Connection | undefined) {
  const ifLogin = (kind: string, isEmpty: boolean, problem: string) =>
    kind === 'login' && isEmpty ? problem : null;
  return useForm({
    initialValues: {
      platform: (former?.platform ?? 'onlyfans') as Platform,
      username: former?.platform_username ?? '',
      kind: 'login' as 'login' | 'fields',
      login: '',
      password: '',
      /** JSON. */
      fields: '',
    },
    validate: {
      login: (login, { kind }) => ifLogin(kind, login.trim() === '', emptyMessages.login),
      password: (password, { kind }) => ifLogin(kind, password === '', emptyMessages.password),
      fields(fields, { kind }) {
        const read = readFreeFields(fields);
        return kind === 'login' || read.ok ? null : read.problem;
      },
    },
  });
}

/** @returns what to tell the user */
async function store(values: ConnectionValues, former: Connection | undefined): Promise<string> {
  const name = values.username.trim();
  const credentials = credentialsOf(values);
  if (former === undefined) {
    const { platform } = values;
    const { updated } = await genie.credentials.createProfile({
      platform,
      ...(name === '' ? {} : { platform_username: name }),
      credentials,
    });
    const title = connectionName({ platform, platform_username: name || null });
    return updated ? `${title}: the credentials are replaced.` : `${title} is stored.`;
  }
  const isRenamed = name !== '' && name !== former.platform_username;
  await genie.credentials.updateProfile({
    id: former.id,
    credentials,
    ...(isRenamed ? { platform_username: name } : {}),
  });
  const platform_username = name || former.platform_username;
  return `${connectionName({ ...former, platform_username })} is updated.`;
}

/** What the API is to keep. */
function credentialsOf({ kind, login, password, fields }: ConnectionValues) {
  if (kind === 'login') return { username: login.trim(), password };
  const read = readFreeFields(fields);
  return read.ok ? read.value : {};
}

/** Shows a refusal at the fields that it is about. @returns whether it is about fields */
function explainAtFields(form: ReturnType<typeof useConnectionForm>, error: unknown): boolean {
  if (error instanceof GenieError && error.code === 'credentials.profile_exists') {
    form.setFieldError('username', error.message);
    return true;
  }
  const problems = fieldProblemsOf(error, ['platform_username', 'credentials']);
  if (problems === undefined) return false;
  const { platform_username: username, credentials } = problems.fields;
  if (username !== undefined) form.setFieldError('username', username);
  const rest = [credentials, ...problems.others].filter(Boolean).join(' ');
  const secretField = form.getValues().kind === 'login' ? 'password' : 'fields';
  if (rest !== '') form.setFieldError(secretField, rest);
  return true;
}
