import { Alert, Anchor, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { InlineFailure } from '../../components/inline-failure.tsx';
import { PageHeader } from '../../components/page.tsx';
import { useSession } from '../../session/use-session.ts';
import { CodeField } from '../sign-in/code-field.tsx';
import { useSignIn } from '../sign-in/use-sign-in.ts';

export function SignInPage() {
  const form = useSignIn();
  return (
    <>
      <PageHeader title="Sign in" />
      <form onSubmit={form.submit}>
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
          />
          <PasswordInput
            label="Password"
            name="password"
            autoComplete="current-password"
            required
            withAsterisk={false}
            maxLength={1024}
          />
          {form.needsCode && <CodeField wasRefused={form.wasCodeRefused} />}
          {form.failure !== undefined && <InlineFailure error={form.failure} />}
          <Button type="submit" loading={form.isBusy} mt="xs">
            Sign in
          </Button>
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
