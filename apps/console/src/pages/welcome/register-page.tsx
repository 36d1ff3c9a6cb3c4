import { Anchor, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { fieldErrorOf, genie } from '../../api.ts';
import { InlineFailure } from '../../components/failure.tsx';
import { PageHeader } from '../../components/page.tsx';
import { session } from '../../session/session.ts';
import {
  hasRightLength,
  leastCharacters,
  mostCharacters,
  PasswordAdvice,
  useVerdict,
} from './password-advice.tsx';
import type { Verdict } from './password-judge.ts';

export function RegisterPage() {
  const { fields, set, errors, failure, isBusy, submit } = useRegistration();
  const verdict = useVerdict(fields.password, fields.email, fields.firstName);
  return (
    <>
      <PageHeader title="Register" />
      <form onSubmit={(event) => submit(event, verdict)}>
        <Stack>
          <TextInput
            label="E-mail"
            type="email"
            autoComplete="email"
            required
            withAsterisk={false}
            maxLength={254}
            autoFocus
            value={fields.email}
            onChange={(event) => set({ email: event.currentTarget.value })}
            error={errors.email}
          />
          <TextInput
            label="First name"
            description="Optional"
            autoComplete="given-name"
            maxLength={50}
            value={fields.firstName}
            onChange={(event) => set({ firstName: event.currentTarget.value })}
            error={errors.firstName}
          />
          <div>
            <PasswordInput
              label="Password"
              autoComplete="new-password"
              required
              withAsterisk={false}
              value={fields.password}
              onChange={(event) => set({ password: event.currentTarget.value })}
              error={errors.password}
              aria-invalid={errors.password !== undefined}
              aria-describedby="password-advice"
            />
            <PasswordAdvice id="password-advice" password={fields.password} verdict={verdict} />
          </div>
          {failure !== undefined && <InlineFailure error={failure} />}
          <Button type="submit" loading={isBusy} mt="xs">
            Register
          </Button>
          <Text size="sm" c="dimmed">
            Have an account?{' '}
            <Anchor component={Link} to="/sign-in" search inherit>
              Sign in
            </Anchor>
          </Text>
        </Stack>
      </form>
    </>
  );
}

interface Fields {
  email: string;
  firstName: string;
  password: string;
}

type FieldErrors = { [K in keyof Fields]?: string | undefined };

const empty: Fields = { email: '', firstName: '', password: '' };

/** Makes an account and signs in with it. */
function useRegistration() {
  const [fields, setFields] = useState(empty);
  const [errors, setErrors] = useState<FieldErrors>({});
  const [failure, setFailure] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);

  async function register({ email, firstName, password }: Fields): Promise<void> {
    setBusy(true);
    setFailure(undefined);
    try {
      const name = firstName.trim() === '' ? {} : { firstName };
      await genie.register({ email: email.trim(), password, ...name });
      await session.signIn(email.trim(), password);
    } catch (error) {
      const found = {
        email: fieldErrorOf(error, 'email'),
        firstName: fieldErrorOf(error, 'firstName'),
        password: fieldErrorOf(error, 'password'),
      };
      setErrors(found);
      if (Object.values(found).every((text) => text === undefined)) setFailure(error);
    } finally {
      setBusy(false);
    }
  }

  return {
    fields,
    errors,
    failure,
    isBusy,
    set(change: Partial<Fields>) {
      setFields((before) => ({ ...before, ...change }));
      for (const name of Object.keys(change))
        setErrors((before) => ({ ...before, [name]: undefined }));
    },
    submit(event: FormEvent<HTMLFormElement>, verdict: Verdict | undefined) {
      event.preventDefault();
      if (isBusy) return;
      const problem = problemOf(fields.password, verdict);
      setErrors({ password: problem });
      if (problem === undefined) void register(fields);
    },
  };
}

function problemOf(password: string, verdict: Verdict | undefined): string | undefined {
  if (!hasRightLength(password)) {
    return `Choose a password of ${leastCharacters} to ${mostCharacters} characters.`;
  }
  return verdict?.isCommon ? 'Choose another password: this one is too common.' : undefined;
}
