import { GenieError } from '@genie-helper/client';
import { type FormEvent, useState } from 'react';
import { session } from '../../session/session.ts';

/** The state of the form; what is typed stays in the fields. */
export interface SignInForm {
  submit(event: FormEvent<HTMLFormElement>): void;
  isBusy: boolean;
  needsCode: boolean;
  wasCodeRefused: boolean;
  failure: unknown;
}

/** Signs in with what the form holds; where a second factor is needed, asks for it and takes it along. */
export function useSignIn(): SignInForm {
  const [isBusy, setBusy] = useState(false);
  const [needsCode, setNeedsCode] = useState(false);
  const [wasCodeRefused, setCodeRefused] = useState(false);
  const [failure, setFailure] = useState<unknown>();

  async function signIn(fields: FormData): Promise<void> {
    const text = (name: string) => String(fields.get(name) ?? '');
    const code = text('otp') || undefined;
    setBusy(true);
    setFailure(undefined);
    setCodeRefused(false);
    try {
      await session.signIn(text('email').trim(), text('password'), code);
    } catch (error) {
      const isCodeAsked = error instanceof GenieError && error.code === 'auth.code_needed';
      if (isCodeAsked) setNeedsCode(true);
      else setFailure(error);
      setCodeRefused(isCodeAsked && code !== undefined);
    } finally {
      setBusy(false);
    }
  }

  return {
    submit(event) {
      event.preventDefault();
      if (!isBusy) void signIn(new FormData(event.currentTarget));
    },
    isBusy,
    needsCode,
    wasCodeRefused,
    failure,
  };
}
