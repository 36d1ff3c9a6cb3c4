import { PasswordInput } from '@mantine/core';
import {
  hasRightLength,
  leastCharacters,
  mostCharacters,
  PasswordAdvice,
  useVerdict,
} from './password-advice.tsx';
import type { Verdict } from './password-judge.ts';

/** A field for a password to be set, with the rules and how hard it is to guess below it. */
export function NewPasswordField(props: {
  label: string;
  value: string;
  verdict: Verdict | undefined;
  error: string | undefined;
  onChange: (password: string) => void;
}) {
  const { label, value, verdict, error, onChange } = props;
  return (
    <div>
      <PasswordInput
        label={label}
        autoComplete="new-password"
        required
        withAsterisk={false}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        error={error}
        aria-invalid={error !== undefined}
        aria-describedby="password-advice"
      />
      <PasswordAdvice id="password-advice" password={value} verdict={verdict} />
    </div>
  );
}

export { useVerdict };

/** Why a password can't be set, as far as it's known before the API is asked. */
export function passwordProblemOf(
  password: string,
  verdict: Verdict | undefined,
): string | undefined {
  if (!hasRightLength(password)) {
    return `Choose a password of ${leastCharacters} to ${mostCharacters} characters.`;
  }
  return verdict?.isCommon ? 'Choose another password: this one is too common.' : undefined;
}
