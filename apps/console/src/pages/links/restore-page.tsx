import { Button, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { genie } from '../../api.ts';
import { InlineFailure } from '../../components/failure.tsx';
import { isRefusal } from '../../components/field-errors.ts';
import { PageHeader } from '../../components/page.tsx';
import { Result } from '../../components/result.tsx';
import { forgetLinkToken, useLinkToken } from '../../session/link-token.ts';
import { UsedLink, useLostAnswer } from './bad-link.tsx';

/** Brings an account back that waits for its deletion, by the link of the mail. */
export function RestorePage() {
  const token = useLinkToken('/account/restore');
  const [email, setEmail] = useState<string>();
  if (email !== undefined) return <Done email={email} />;
  if (token === undefined) return <TooLate />;
  return <Question key={token} token={token} onDone={setEmail} />;
}

function Question({ token, onDone }: { token: string; onDone: (email: string) => void }) {
  const { isLost, heed } = useLostAnswer();
  const restore = useMutation({
    mutationFn: () => genie.account.restore(token),
    gcTime: 0,
    onError: heed,
    onSuccess({ email }) {
      forgetLinkToken();
      onDone(email);
    },
  });
  const { error, isPending } = restore;
  if (isRefusal(error, 'account.token_invalid')) {
    const probably = 'Your account is probably back: sign in.';
    return isLost ? <UsedLink probably={probably} isReset={false} /> : <TooLate />;
  }
  return (
    <>
      <PageHeader title="Keep your account" description="It was deleted, and is not erased yet." />
      <Stack>
        <Text>
          This brings it back as it was: your connections, captions and chats, with the password
          that you had.
        </Text>
        {error !== null && <InlineFailure error={error} />}
        <Button loading={isPending} onClick={() => restore.mutate()}>
          Keep my account
        </Button>
        <Text size="sm" c="dimmed">
          You want to leave? Then close this page: nothing has changed.
        </Text>
      </Stack>
    </>
  );
}

function Done({ email }: { email: string }) {
  return (
    <Result title="Your account is back">
      <Text>
        Sign in as <strong>{email}</strong>. If it wasn’t you who deleted it, choose another
        password: somebody else knows this one.
      </Text>
      <Button component={Link} to="/sign-in">
        Sign in
      </Button>
      <Button component={Link} to="/forgot-password" variant="default">
        Choose another password
      </Button>
    </Result>
  );
}

function TooLate() {
  return (
    <Result title="This link doesn’t work">
      <Text>
        It was used already, or the seven days are over. It may also have lost its end on the way:
        open it from the mail once more.
      </Text>
      <Button component={Link} to="/sign-in">
        Go to sign-in
      </Button>
    </Result>
  );
}
