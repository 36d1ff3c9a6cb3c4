import type { TwoFactorSecret } from '@genie-helper/client';
import { Button, Code, Group, Loader, Stack, Text } from '@mantine/core';
import { type FormEvent, lazy, Suspense, useState } from 'react';
import { genie } from '../../api.ts';
import { CodeField } from '../../components/code-field.tsx';
import { InlineFailure } from '../../components/failure.tsx';
import { isRefusal } from '../../components/field-errors.ts';
import { useOwnMutation, useUser } from '../../session/session.ts';
import { useProof } from './section.tsx';

/** Only who sets a second factor up needs it. */
const QrCode = lazy(() => import('./qr-code.tsx'));

/** The way to a second factor: the password, then the secret, then a code of it. */
export function SetUpTwoFactor(props: {
  onOn: (recoveryCodes: readonly string[]) => void;
  onFailure: (error: unknown) => void;
  onCancel: () => void;
}) {
  const [begun, setBegun] = useState<TwoFactorSecret>();
  return begun === undefined ? (
    <PasswordStep onBegun={setBegun} {...props} />
  ) : (
    <CodeStep begun={begun} onBack={() => setBegun(undefined)} {...props} />
  );
}

function PasswordStep(props: {
  onBegun: (secret: TwoFactorSecret) => void;
  onFailure: (error: unknown) => void;
  onCancel: () => void;
}) {
  const { email } = useUser();
  const proof = useProof();
  const { mutate, isPending, error } = useOwnMutation({
    mutationFn: (password: string) => genie.account.beginTwoFactor(password),
    gcTime: 0,
    onError(error) {
      proof.heed(error);
      props.onFailure(error);
    },
    onSuccess: props.onBegun,
  });
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (!isPending) mutate(proof.body.currentPassword);
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm">
          You need an authenticator on your phone, such as Aegis, 2FAS or Google Authenticator.
        </Text>
        {/* By which a password manager knows whose password it is. */}
        <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
        {proof.fieldsFor(error)}
        {error !== null && !proof.tells(error) && <InlineFailure error={error} />}
        <Buttons isPending={isPending} action="Continue" onCancel={props.onCancel} />
      </Stack>
    </form>
  );
}

function CodeStep(props: {
  begun: TwoFactorSecret;
  onOn: (recoveryCodes: readonly string[]) => void;
  onFailure: (error: unknown) => void;
  onBack: () => void;
  onCancel: () => void;
}) {
  const { begun, onOn, onFailure, onBack, onCancel } = props;
  const [otp, setOtp] = useState('');
  const { mutate, isPending, error } = useOwnMutation({
    mutationFn: (code: string) => genie.account.confirmTwoFactor(code),
    gcTime: 0,
    onError: onFailure,
    onSuccess: onOn,
  });
  const isOver = isRefusal(error, 'account.two_factor_not_pending');
  const wasRefused = isRefusal(error, 'account.proof_refused');
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (!isPending) mutate(otp);
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm">
          Scan this with your authenticator, or type the key below into it. Then enter the code that
          it shows.
        </Text>
        <Suspense fallback={<Loader size="sm" aria-label="The QR code is loading" />}>
          <QrCode
            text={begun.otpauthUrl}
            label="QR code for your authenticator; the key below says the same"
          />
        </Suspense>
        <div>
          <Text size="sm" fw={500} id="two-factor-key">
            Key
          </Text>
          <Code aria-labelledby="two-factor-key" style={{ overflowWrap: 'anywhere' }}>
            {(begun.secret.match(/.{1,4}/g) ?? []).join(' ')}
          </Code>
        </div>
        <CodeField
          takesRecoveryCode={false}
          wasRefused={wasRefused}
          value={otp}
          onChange={setOtp}
        />
        {error !== null && !wasRefused && (
          <InlineFailure error={error}>
            {isOver && (
              <Button variant="default" size="xs" mt="xs" onClick={onBack}>
                Begin anew
              </Button>
            )}
          </InlineFailure>
        )}
        <Buttons isPending={isPending} action="Turn it on" onCancel={onCancel} />
      </Stack>
    </form>
  );
}

/** What ends a form, one way or the other. */
export function Buttons(props: {
  isPending: boolean;
  action: string;
  color?: string;
  onCancel: () => void;
}) {
  const { isPending, action, color, onCancel } = props;
  return (
    <Group gap="sm">
      <Button type="submit" loading={isPending} {...(color === undefined ? {} : { color })}>
        {action}
      </Button>
      <Button variant="default" onClick={onCancel}>
        Cancel
      </Button>
    </Group>
  );
}
