import type { PasswordReset } from '@genie-helper/client';
import { Button, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { genie } from '../../api.ts';
import { CodeField } from '../../components/code-field.tsx';
import { InlineFailure } from '../../components/failure.tsx';
import { fieldError, isRefusal } from '../../components/field-errors.ts';
import {
  NewPasswordField,
  passwordProblemOf,
  useVerdict,
} from '../../components/new-password-field.tsx';
import { PageHeader } from '../../components/page.tsx';
import { Result } from '../../components/result.tsx';
import { forgetLinkToken, useLinkToken } from '../../session/link-token.ts';
import { session } from '../../session/session.ts';
import { BadLink, useLostAnswer } from './bad-link.tsx';

/** Sets the password anew, by the link of a mail. */
export function ResetPage() {
  const token = useLinkToken('/account/reset');
  const [isDone, setDone] = useState(false);
  if (isDone) return <Done />;
  if (token === undefined) return <BadLink way="reset" />;
  // Another link is another start.
  return <ResetForm key={token} token={token} onDone={() => setDone(true)} />;
}

function ResetForm({ token, onDone }: { token: string; onDone: () => void }) {
  const [password, setPassword] = useState('');
  const [otp, setOtp] = useState('');
  const [needsCode, setNeedsCode] = useState(false);
  const [problem, setProblem] = useState<string>();
  const verdict = useVerdict(password, '', '');
  const { isLost, heed } = useLostAnswer();
  const reset = useMutation({
    mutationFn: (body: PasswordReset) => genie.account.resetPassword(body),
    gcTime: 0,
    onError(error) {
      heed(error);
      if (isRefusal(error, 'account.otp_required')) setNeedsCode(true);
    },
    async onSuccess() {
      forgetLinkToken();
      onDone();
      // Whoever was signed in here is so no more.
      await session.check();
    },
  });
  const { error, isPending, variables } = reset;
  const passwordError = problem ?? fieldError(error, 'password');
  const isCodeMissing = isRefusal(error, 'account.otp_required');
  const isCodeWrong = isRefusal(error, 'account.proof_refused') && variables?.otp !== undefined;
  const isShown = isCodeMissing || isCodeWrong || passwordError !== undefined;
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (isPending) return;
    const found = passwordProblemOf(password, verdict);
    setProblem(found);
    if (found === undefined) reset.mutate({ token, password, ...(needsCode && { otp }) });
  }
  if (isRefusal(error, 'account.token_invalid')) {
    const probably = isLost && 'Your new password is probably set: sign in with it.';
    return <BadLink way="reset" probably={probably} />;
  }
  return (
    <>
      <PageHeader
        title="Choose a new password"
        description="Every device that is signed in to your account is signed out."
      />
      <form onSubmit={submit}>
        <Stack>
          <NewPasswordField
            label="New password"
            value={password}
            verdict={verdict}
            error={passwordError}
            onChange={(value) => {
              setPassword(value);
              setProblem(undefined);
            }}
          />
          {needsCode && <CodeField wasRefused={isCodeWrong} value={otp} onChange={setOtp} />}
          {error !== null && !isShown && <InlineFailure error={error} />}
          <Button type="submit" loading={isPending} mt="xs">
            Set the password
          </Button>
        </Stack>
      </form>
    </>
  );
}

function Done() {
  return (
    <Result title="Your password is set">
      <Text>Sign in with it. Every device that was signed in before is signed out.</Text>
      <Button component={Link} to="/sign-in">
        Sign in
      </Button>
    </Result>
  );
}
