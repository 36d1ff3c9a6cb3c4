import { Anchor, Button, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useRef, useState } from 'react';
import { genie, mayBeDone } from '../../api.ts';
import { InlineFailure } from '../../components/failure.tsx';
import { fieldError, isRefusal } from '../../components/field-errors.ts';
import {
  NewPasswordField,
  passwordProblemOf,
  useVerdict,
} from '../../components/new-password-field.tsx';
import { PageHeader, whatThisIs } from '../../components/page.tsx';
import type { Verdict } from '../../components/password-judge.ts';
import { Result } from '../../components/result.tsx';
import { session } from '../../session/session.ts';

export function RegisterPage() {
  const { fields, set, errors, failure, isBusy, waitsForProof, submit } = useRegistration();
  const verdict = useVerdict(fields.password, fields.email, fields.firstName);
  if (waitsForProof) return <WaitsForProof email={fields.email.trim()} />;
  return (
    <>
      <PageHeader title="Register" description={whatThisIs} />
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
          <NewPasswordField
            label="Password"
            value={fields.password}
            verdict={verdict}
            error={errors.password}
            onChange={(password) => set({ password })}
          />
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

/** Where the server wants addresses proven first. It says the same of an address that somebody has already. */
function WaitsForProof({ email }: { email: string }) {
  return (
    <Result title="Look into your mail">
      <Text>
        A link is on its way to <strong>{email}</strong>. Open it and confirm the address; then sign
        in.
      </Text>
      <Anchor component={Link} to="/sign-in" size="sm">
        Back to sign-in
      </Anchor>
    </Result>
  );
}

const empty = { email: '', firstName: '', password: '' };
type Fields = typeof empty;

/**
 * Makes an account and signs in with it. An address that is taken by an earlier try of this form, whose answer was lost or
 * whose sign-in failed, is that of whoever fills it in, if the password opens it.
 */
function useRegistration() {
  const [fields, setFields] = useState(empty);
  const [problem, setProblem] = useState<string>();
  const triedEmail = useRef<string>(undefined);

  async function register({ email: typed, firstName, password }: Fields) {
    const email = typed.trim();
    const name = firstName.trim() === '' ? {} : { firstName };
    let taken: unknown;
    try {
      const { userId } = await genie.register({ email, password, ...name });
      if (userId === undefined) return { waitsForProof: true };
      triedEmail.current = email;
    } catch (failure) {
      if (mayBeDone(failure)) triedEmail.current = email;
      const isOwn = triedEmail.current === email && isRefusal(failure, 'registration.email_taken');
      if (!isOwn) throw failure;
      taken = failure;
    }
    await session.signIn(email, password).catch((failure: unknown) => {
      throw taken !== undefined && isRefusal(failure, 'auth.invalid_credentials') ? taken : failure;
    });
    return { waitsForProof: false };
  }

  const { data, error, isPending, mutate, reset } = useMutation({
    mutationFn: register,
    gcTime: 0,
  });
  const errors = {
    email: fieldError(error, 'email'),
    firstName: fieldError(error, 'firstName'),
    password: fieldError(error, 'password'),
  };
  const isFieldError = Object.values(errors).some((text) => text !== undefined);
  return {
    fields,
    errors: { ...errors, password: problem ?? errors.password },
    failure: isFieldError ? null : error,
    isBusy: isPending,
    waitsForProof: data?.waitsForProof === true,
    set(change: Partial<Fields>) {
      setFields((before) => ({ ...before, ...change }));
      setProblem(undefined);
      if (isFieldError) reset();
    },
    submit(event: FormEvent<HTMLFormElement>, verdict: Verdict | undefined) {
      event.preventDefault();
      if (isPending) return;
      const found = passwordProblemOf(fields.password, verdict);
      setProblem(found);
      if (found === undefined) mutate(fields);
    },
  };
}
