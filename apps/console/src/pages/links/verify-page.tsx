import type { EmailProof } from '@genie-helper/client';
import { Anchor, Button, PasswordInput, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { genie } from '../../api.ts';
import { InlineFailure } from '../../components/failure.tsx';
import { isRefusal } from '../../components/field-errors.ts';
import { PageHeader } from '../../components/page.tsx';
import { Result } from '../../components/result.tsx';
import { forgetLinkToken, useLinkToken } from '../../session/link-token.ts';
import { queryClient, session, useSession } from '../../session/session.ts';
import { BadLink, useLostAnswer } from './bad-link.tsx';

/** Proves the address of a new account, by the link of a mail. */
export function VerifyPage() {
  return <ProvePage path="/account/verify" title="Confirm your e-mail address" />;
}

/** Makes the change to another address, by the link that went there. */
export function NewEmailPage() {
  return <ProvePage path="/account/email" title="Confirm your new e-mail address" />;
}

interface Proven {
  email: string;
  passwordKept: boolean;
}

function ProvePage({ path, title }: { path: string; title: string }) {
  const token = useLinkToken(path);
  const [proven, setProven] = useState<Proven>();
  if (proven !== undefined) return <Done {...proven} />;
  if (token === undefined) return <BadLink way="verify" />;
  return <ProveForm key={token} title={title} token={token} onDone={setProven} />;
}

/**
 * Whoever made the account shows it: signed in, or by its password. Where the address is proven by somebody else, the
 * password and the sign-ins of before end, so that nobody else keeps the account of an address that isn't theirs.
 */
function ProveForm(props: { title: string; token: string; onDone: (proven: Proven) => void }) {
  const { title, token, onDone } = props;
  const state = useSession();
  const [isOther, setOther] = useState(false);
  const [password, setPassword] = useState('');
  const isSignedIn = state.status === 'signed-in';
  const asksPassword = !isSignedIn || isOther;
  const { isLost, heed } = useLostAnswer();
  const prove = useMutation({
    mutationFn: (body: EmailProof) =>
      asksPassword ? genie.account.verifyEmailAsNobody(body) : genie.account.verifyEmail(body),
    gcTime: 0,
    onError: heed,
    async onSuccess(answer) {
      forgetLinkToken();
      onDone(answer);
      await session.check();
      await queryClient.invalidateQueries({ queryKey: ['account'] });
    },
  });
  const { error, isPending, variables } = prove;
  const isWrong = isRefusal(error, 'account.proof_refused');
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (!isPending) prove.mutate({ token, ...(asksPassword && { currentPassword: password }) });
  }
  if (isRefusal(error, 'account.token_invalid')) {
    const probably = isLost && 'The address is probably confirmed: your account says whether.';
    return <BadLink way="verify" probably={probably} />;
  }
  return (
    <>
      <PageHeader
        title={title}
        description={
          asksPassword
            ? 'Enter the password of your account, so that everything in it stays as it is.'
            : `You are signed in as ${state.user.email}.`
        }
      />
      <form onSubmit={submit}>
        <Stack>
          {asksPassword && (
            <PasswordInput
              label="Password"
              autoComplete="current-password"
              required
              withAsterisk={false}
              maxLength={1024}
              autoFocus
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              error={isWrong && 'This password is wrong. The link is still good: try again.'}
            />
          )}
          {error !== null && !isWrong && <InlineFailure error={error} />}
          <Button
            type="submit"
            loading={isPending && (!asksPassword || variables?.currentPassword !== undefined)}
          >
            Confirm the address
          </Button>
          {asksPassword ? (
            <Stack gap={4}>
              <Button
                variant="default"
                loading={isPending && variables?.currentPassword === undefined}
                onClick={() => !isPending && prove.mutate({ token })}
              >
                I don’t know the password
              </Button>
              <Text size="sm" c="dimmed">
                Confirms the address and ends the password and all sign-ins. You then choose a new
                password.
              </Text>
            </Stack>
          ) : (
            <Anchor component="button" type="button" size="sm" onClick={() => setOther(true)}>
              The link is for another account
            </Anchor>
          )}
        </Stack>
      </form>
    </>
  );
}

function Done({ email, passwordKept }: Proven) {
  const isSignedIn = useSession().status === 'signed-in';
  if (!passwordKept) {
    return (
      <Result title="Your address is confirmed">
        <Text>
          <strong>{email}</strong> is yours. The password of before has ended, and so have all
          sign-ins: have a link mailed to choose a new one.
        </Text>
        <Button component={Link} to="/forgot-password">
          Choose a password
        </Button>
      </Result>
    );
  }
  return (
    <Result title="Your address is confirmed">
      <Text>
        <strong>{email}</strong> is the address of your account.
      </Text>
      <Button component={Link} to={isSignedIn ? '/' : '/sign-in'}>
        {isSignedIn ? 'Go on' : 'Sign in'}
      </Button>
    </Result>
  );
}
