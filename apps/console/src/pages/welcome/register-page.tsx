import { Anchor, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { InlineFailure } from '../../components/inline-failure.tsx';
import { PageHeader } from '../../components/page.tsx';
import { useRegistration } from '../register/use-registration.ts';
import { useVerdict } from '../register/use-verdict.ts';
import { PasswordAdvice } from './password-advice.tsx';

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
