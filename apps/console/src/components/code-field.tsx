import { Anchor, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';

/**
 * Asks for the second factor: a code, or a recovery code in its place. It appears when the server has asked for it, and
 * takes the focus.
 */
export function CodeField(props: {
  wasRefused: boolean;
  /** Whether a recovery code does as well; it does unless told otherwise. */
  takesRecoveryCode?: boolean;
  /** Whether it takes the focus as it appears; it does unless told otherwise. */
  takesFocus?: boolean;
  value?: string;
  onChange?: (code: string) => void;
}) {
  const { wasRefused, takesRecoveryCode = true, takesFocus = true, value, onChange } = props;
  const [isRecovery, setRecovery] = useState(false);
  const held = {
    ...(value === undefined ? {} : { value }),
    onChange: (event: { currentTarget: HTMLInputElement }) => onChange?.(event.currentTarget.value),
    error: wasRefused && refusals[isRecovery ? 'recovery' : 'code'],
    name: 'otp',
    required: true,
    withAsterisk: false,
    autoFocus: takesFocus || isRecovery,
  };
  return (
    <Stack gap="xs" align="stretch">
      {isRecovery ? (
        <TextInput
          key="recovery"
          label="Recovery code"
          description="One of the ten that you kept. Each works once."
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          minLength={20}
          maxLength={64}
          {...held}
        />
      ) : (
        <TextInput
          key="code"
          label="One-time code"
          description="The six digits that your authenticator shows now"
          autoComplete="one-time-code"
          inputMode="numeric"
          pattern="\s*[0-9]{3}\s?[0-9]{3}\s*"
          title="Six digits"
          maxLength={10}
          {...held}
        />
      )}
      {takesRecoveryCode && (
        <Anchor
          component="button"
          type="button"
          size="sm"
          style={{ alignSelf: 'flex-start' }}
          onClick={() => {
            setRecovery(!isRecovery);
            onChange?.('');
          }}
        >
          {isRecovery ? 'Use the authenticator instead' : 'Use a recovery code instead'}
        </Anchor>
      )}
    </Stack>
  );
}

const refusals = {
  code: 'This code is wrong, too old or used already. Enter the one that is shown next.',
  recovery: 'This recovery code is wrong or used already. Enter another one.',
};
