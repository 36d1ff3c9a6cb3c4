import { TextInput } from '@mantine/core';

/** Asks for the second factor. It appears when the server has asked for it, and takes the focus. */
export function CodeField({ wasRefused }: { wasRefused: boolean }) {
  return (
    <TextInput
      label="One-time code"
      description="The six digits that your authenticator shows now"
      name="otp"
      autoComplete="one-time-code"
      inputMode="numeric"
      pattern="[0-9]{6}"
      title="Six digits"
      maxLength={6}
      required
      withAsterisk={false}
      autoFocus
      error={wasRefused && 'This code is wrong or too old. Enter the one that is shown now.'}
    />
  );
}
