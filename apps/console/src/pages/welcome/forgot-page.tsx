import { Anchor, Button, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { genie } from '../../api.ts';
import { InlineFailure } from '../../components/failure.tsx';
import { fieldError, isRefusal } from '../../components/field-errors.ts';
import { NoMail } from '../../components/no-mail.tsx';
import { PageHeader } from '../../components/page.tsx';
import { Result } from '../../components/result.tsx';

/** Asks for a link by which the password can be set anew. What is shown is the same whether there is such an account. */
export function ForgotPage() {
  const [email, setEmail] = useState('');
  const ask = useMutation({
    mutationFn: (to: string) => genie.account.forgotPassword(to),
    gcTime: 0,
  });
  const problem = fieldError(ask.error, 'email');
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (!ask.isPending) ask.mutate(email.trim());
  }
  if (ask.isSuccess) return <Sent email={ask.variables} onAgain={ask.reset} />;
  return (
    <>
      <PageHeader
        title="Forgot password?"
        description="We mail you a link by which you choose a new one."
      />
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label="E-mail"
            type="email"
            autoComplete="username"
            required
            withAsterisk={false}
            maxLength={254}
            autoFocus
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
            error={problem}
          />
          {isRefusal(ask.error, 'mail.not_configured') ? (
            <NoMail>Whoever runs it can set a new password for you.</NoMail>
          ) : (
            ask.error !== null && problem === undefined && <InlineFailure error={ask.error} />
          )}
          <Button type="submit" loading={ask.isPending} mt="xs">
            Send the link
          </Button>
          <BackToSignIn />
        </Stack>
      </form>
    </>
  );
}

function Sent({ email, onAgain }: { email: string; onAgain: () => void }) {
  return (
    <Result title="Look into your mail">
      <Text>
        If there is an account with <strong>{email}</strong>, a link is on its way to it. It works
        once, for 30 minutes.
      </Text>
      <Text size="sm" c="dimmed">
        Nothing after a few minutes? Look among the unwanted mail, or{' '}
        <Anchor component="button" type="button" inherit onClick={onAgain}>
          try another address
        </Anchor>
        .
      </Text>
      <BackToSignIn />
    </Result>
  );
}

function BackToSignIn() {
  return (
    <Anchor component={Link} to="/sign-in" size="sm">
      Back to sign-in
    </Anchor>
  );
}
