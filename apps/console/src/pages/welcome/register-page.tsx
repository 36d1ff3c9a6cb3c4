import { GenieError } from '@genie-helper/client';
import { Anchor, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { genie } from '../../api.ts';
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
          {failure !== null && <InlineFailure error={failure} />}
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

const empty = { email: '', firstName: '', password: '' };
type Fields = typeof empty;

/** Makes an account and signs in with it. */
function useRegistration() {
  const [fields, setFields] = useState(empty);
  const [problem, setProblem] = useState<string>();
  const { error, isPending, mutate, reset } = useMutation({
    async mutationFn({ email, firstName, password }: Fields) {
      const name = firstName.trim() === '' ? {} : { firstName };
      await genie.register({ email: email.trim(), password, ...name });
      await session.signIn(email.trim(), password);
    },
    gcTime: 0,
  });
  const errors = fieldErrorsOf(error);
  const isFieldError = Object.values(errors).some((text) => text !== undefined);
  return {
    fields,
    errors: { ...errors, password: problem ?? errors.password },
    failure: isFieldError ? null : error,
    isBusy: isPending,
    set(change: Partial<Fields>) {
      setFields((before) => ({ ...before, ...change }));
      setProblem(undefined);
      if (isFieldError) reset();
    },
    submit(event: FormEvent<HTMLFormElement>, verdict: Verdict | undefined) {
      event.preventDefault();
      if (isPending) return;
      const found = problemOf(fields.password, verdict);
      setProblem(found);
      if (found === undefined) mutate(fields);
    },
  };
}

/** What the API says about single fields, as sentences. */
function fieldErrorsOf(error: unknown) {
  const details = error instanceof GenieError ? (error.details ?? []) : [];
  const textOf = (field: keyof Fields) => {
    const detail = details.find(({ path }) => path === field);
    return detail && `This ${detail.message}.`;
  };
  return { email: textOf('email'), firstName: textOf('firstName'), password: textOf('password') };
}

function problemOf(password: string, verdict: Verdict | undefined): string | undefined {
  if (!hasRightLength(password)) {
    return `Choose a password of ${leastCharacters} to ${mostCharacters} characters.`;
  }
  return verdict?.isCommon ? 'Choose another password: this one is too common.' : undefined;
}
