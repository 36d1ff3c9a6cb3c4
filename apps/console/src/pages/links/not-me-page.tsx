import { Button, List, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { genie } from '../../api.ts';
import { InlineFailure } from '../../components/failure.tsx';
import { isRefusal } from '../../components/field-errors.ts';
import { PageHeader } from '../../components/page.tsx';
import { Result } from '../../components/result.tsx';
import { forgetLinkToken, useLinkToken } from '../../session/link-token.ts';
import { session } from '../../session/session.ts';
import { BadLink, useLostAnswer } from './bad-link.tsx';

/** Ends all that somebody else may have of an account, by the link of a notice. */
export function NotMePage() {
  const token = useLinkToken('/account/not-me');
  const [email, setEmail] = useState<string>();
  if (email !== undefined) return <Done email={email} />;
  if (token === undefined) return <BadLink way="reset" />;
  return <Question key={token} token={token} onDone={setEmail} />;
}

function Question({ token, onDone }: { token: string; onDone: (email: string) => void }) {
  const { isLost, heed } = useLostAnswer();
  const disown = useMutation({
    mutationFn: () => genie.account.notMe(token),
    gcTime: 0,
    onError: heed,
    async onSuccess({ email }) {
      forgetLinkToken();
      onDone(email);
      await session.check();
    },
  });
  const { error, isPending } = disown;
  if (isRefusal(error, 'account.token_invalid')) {
    const probably =
      isLost &&
      'Every device is probably signed out, and a link for a new password on its way to you.';
    return <BadLink way="reset" probably={probably} />;
  }
  if (isRefusal(error, 'account.email_taken')) return <Suspended />;
  return (
    <>
      <PageHeader
        title="This wasn’t you?"
        description="Then somebody else may know your password. Take your account back:"
      />
      <Stack>
        <List size="sm" spacing="xs">
          <List.Item>Every device is signed out, yours as well.</List.Item>
          <List.Item>The password ends; we mail you a link to choose a new one.</List.Item>
          <List.Item>If the e-mail address was changed, it’s the one of before again.</List.Item>
        </List>
        {error !== null && <InlineFailure error={error} />}
        <Button color="red" mt="xs" loading={isPending} onClick={() => disown.mutate()}>
          Sign out every device
        </Button>
        <Text size="sm" c="dimmed">
          It was you? Then close this page: nothing has happened.
        </Text>
      </Stack>
    </>
  );
}

/** Its former address is another account's by now, so nobody can be mailed the way back in. */
function Suspended() {
  return (
    <Result title="Nobody can use the account any more">
      <Text>
        Every device is signed out, the password has ended, and the account is closed for now. It
        can’t have its former e-mail address back: another account uses that.
      </Text>
      <Text>Write to whoever runs this service; they can give the account back to you.</Text>
    </Result>
  );
}

function Done({ email }: { email: string }) {
  return (
    <Result title="Your account is yours again">
      <Text>
        Every device is signed out, and the password has ended. A link to choose a new one is on its
        way to <strong>{email}</strong>.
      </Text>
      <Button component={Link} to="/forgot-password" variant="default">
        Nothing came? Send a link
      </Button>
    </Result>
  );
}
