import { GenieError } from '@genie-helper/client';
import { useForm } from '@mantine/form';
import { type Platform, toPlatform } from '../../platform-names.ts';
import { fieldProblemsOf } from './field-problems.ts';
import { readFreeFields } from './free-fields.ts';

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

export type ConnectionFormApi = ReturnType<typeof useProfileForm>;

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
