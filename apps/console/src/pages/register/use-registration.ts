import { type FormEvent, useState } from 'react';
import { genie } from '../../api.ts';
import { fieldErrorOf } from '../../failures/sentence-of.ts';
import { session } from '../../session/session.ts';
import type { Verdict } from '../welcome/password-judge.ts';
import { hasRightLength, leastCharacters, mostCharacters } from './password-rules.ts';

interface Fields {
  email: string;
  firstName: string;
  password: string;
}

type FieldErrors = { [K in keyof Fields]?: string | undefined };

const empty: Fields = { email: '', firstName: '', password: '' };

/** Makes an account and signs in with it. */
export function useRegistration() {
  const [fields, setFields] = useState(empty);
  const [errors, setErrors] = useState<FieldErrors>({});
  const [failure, setFailure] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);

  async function register({ email, firstName, password }: Fields): Promise<void> {
    setBusy(true);
    setFailure(undefined);
    try {
      const name = firstName.trim() === '' ? {} : { firstName };
      await genie.register({ email: email.trim(), password, ...name });
      await session.signIn(email.trim(), password);
    } catch (error) {
      const found = {
        email: fieldErrorOf(error, 'email'),
        firstName: fieldErrorOf(error, 'firstName'),
        password: fieldErrorOf(error, 'password'),
      };
      setErrors(found);
      if (Object.values(found).every((text) => text === undefined)) setFailure(error);
    } finally {
      setBusy(false);
    }
  }

  return {
    fields,
    errors,
    failure,
    isBusy,
    set(change: Partial<Fields>) {
      setFields((before) => ({ ...before, ...change }));
      for (const name of Object.keys(change))
        setErrors((before) => ({ ...before, [name]: undefined }));
    },
    submit(event: FormEvent<HTMLFormElement>, verdict: Verdict | undefined) {
      event.preventDefault();
      if (isBusy) return;
      const problem = problemOf(fields.password, verdict);
      setErrors({ password: problem });
      if (problem === undefined) void register(fields);
    },
  };
}

function problemOf(password: string, verdict: Verdict | undefined): string | undefined {
  if (!hasRightLength(password)) {
    return `Choose a password of ${leastCharacters} to ${mostCharacters} characters.`;
  }
  return verdict?.isCommon ? 'Choose another password: this one is too common.' : undefined;
}
