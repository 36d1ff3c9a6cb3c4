import { Paper, PasswordInput, Stack, Title } from '@mantine/core';
import { type ReactNode, useId, useState } from 'react';
import { CodeField } from '../../components/code-field.tsx';
import { isRefusal } from '../../components/field-errors.ts';

/** A part of the account's page. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <Paper component="section" aria-labelledby={id} withBorder p="lg" radius="lg">
      <Title order={2} id={id} mb="md">
        {title}
      </Title>
      <Stack>{children}</Stack>
    </Paper>
  );
}

/**
 * The password of now, and a code where the account has a second factor: what shows that it is really the owner.
 *
 * @param options `needsCode`: whether it's known to have one; else the server says so
 */
export function useProof({ needsCode: isAsked = false } = {}) {
  const [currentPassword, setPassword] = useState('');
  const [otp, setOtp] = useState('');
  const [needsCode, setNeedsCode] = useState(isAsked);
  return {
    needsCode,
    body: { currentPassword, ...(needsCode && { otp }) },
    clear() {
      setPassword('');
      setOtp('');
      setNeedsCode(isAsked);
    },
    /** For `onError`. */
    heed: (error: unknown) => isRefusal(error, 'account.otp_required') && setNeedsCode(true),
    /** Whether the fields say what is wrong. */
    tells: (error: unknown) =>
      isRefusal(error, 'account.otp_required') || isRefusal(error, 'account.proof_refused'),
    fieldsFor(error: unknown) {
      const isRefused = isRefusal(error, 'account.proof_refused');
      const either = 'The password or the code is wrong.';
      return (
        <>
          <PasswordInput
            label="Current password"
            autoComplete="current-password"
            required
            withAsterisk={false}
            maxLength={1024}
            autoFocus={isAsked}
            value={currentPassword}
            onChange={(event) => setPassword(event.currentTarget.value)}
            error={isRefused && (needsCode ? either : 'This password is wrong.')}
          />
          {needsCode && (
            <CodeField wasRefused={false} takesFocus={!isAsked} value={otp} onChange={setOtp} />
          )}
        </>
      );
    },
  };
}
