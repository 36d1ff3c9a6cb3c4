import { GenieError } from '@genie-helper/client';
import { Alert, Anchor, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { CodeField } from '../../components/code-field.tsx';
import { InlineFailure } from '../../components/failure.tsx';
import { PageHeader, whatThisIs } from '../../components/page.tsx';
import { session, useSession } from '../../session/session.ts';

/** Signs in with what the form holds, which stays in its fields; where a second factor is needed, asks for it too. */
export function SignInPage() {
  const [needsCode, setNeedsCode] = useState(false);
  const { mutate, isPending, error, variables, reset } = useMutation({
    mutationFn: async (fields: FormData) => {
      const text = (name: string) => String(fields.get(name) ?? '');
      await session.signIn(text('email').trim(), text('password'), text('otp') || undefined);
    },
    gcTime: 0,
    onError: (failure) => isCodeAsked(failure) && setNeedsCode(true),
  });
  const isAsked = isCodeAsked(error);
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (!isPending) mutate(new FormData(event.currentTarget));
  }
  return (
    <>
      <PageHeader title="Sign in" description={whatThisIs} />
      <form onSubmit={submit}>
        <Stack>
          <WhySignedOut />
          <TextInput
            label="E-mail"
            type="email"
            name="email"
            autoComplete="username"
            required
            withAsterisk={false}
            maxLength={254}
            autoFocus
            onChange={() => {
              if (!needsCode || isPending) return;
              // Another account may have none, and the field would have to be filled in.
              setNeedsCode(false);
              reset();
            }}
          />
          <PasswordInput
            label="Password"
            name="password"
            autoComplete="current-password"
            required
            withAsterisk={false}
            maxLength={1024}
          />
          {needsCode && <CodeField wasRefused={isAsked && variables?.has('otp') === true} />}
          {error !== null && !isAsked && <InlineFailure error={error} />}
          <Button type="submit" loading={isPending} mt="xs">
            Sign in
          </Button>
          <Anchor component={Link} to="/forgot-password" size="sm">
            Forgot password?
          </Anchor>
          <Text size="sm" c="dimmed">
            No account yet?{' '}
            <Anchor component={Link} to="/register" search inherit>
              Register
            </Anchor>
          </Text>
        </Stack>
      </form>
    </>
  );
}

function WhySignedOut() {
  const state = useSession();
  if (state.status !== 'signed-out' || state.reason === 'nobody') return null;
  return (
    <Alert role="status" color={state.reason === 'ended' ? 'yellow' : 'gray'} p="sm">
      {state.reason === 'ended'
        ? 'Your session has ended. Sign in to go on where you were; what you wrote is kept.'
        : 'You are signed out.'}
    </Alert>
  );
}

function isCodeAsked(error: unknown): boolean {
  return error instanceof GenieError && error.code === 'auth.code_needed';
}
