import type { PasswordChange } from '@genie-helper/client';
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { genie } from '../../api.ts';
import { InlineFailure } from '../../components/failure.tsx';
import { fieldError } from '../../components/field-errors.ts';
import {
  NewPasswordField,
  passwordProblemOf,
  useVerdict,
} from '../../components/new-password-field.tsx';
import { session, useOwnMutation, useUser } from '../../session/session.ts';
import { Section, useProof } from './section.tsx';

/** Another password, for whoever knows the one of now. */
export function PasswordSection() {
  const [isOpen, setOpen] = useState(false);
  const [isDone, setDone] = useState(false);
  return (
    <Section title="Password">
      {isDone && (
        <Alert role="status" color="lamp" title="Your password is changed">
          You are still signed in here. Every other device is signed out.
        </Alert>
      )}
      {isOpen ? (
        <PasswordForm
          onCancel={() => setOpen(false)}
          onDone={() => {
            setDone(true);
            setOpen(false);
          }}
        />
      ) : (
        <Stack align="flex-start">
          {!isDone && <Text c="dimmed">A new password signs out every other device.</Text>}
          <Button
            variant="default"
            onClick={() => {
              setDone(false);
              setOpen(true);
            }}
          >
            Change the password
          </Button>
        </Stack>
      )}
    </Section>
  );
}

function PasswordForm({ onDone, onCancel }: { onDone: () => void; onCancel: () => void }) {
  const { email, firstName } = useUser();
  const [newPassword, setNewPassword] = useState('');
  const [problem, setProblem] = useState<string>();
  const verdict = useVerdict(newPassword, email, firstName ?? '');
  const proof = useProof();
  const change = useOwnMutation({
    mutationFn: (body: PasswordChange) => genie.account.changePassword(body),
    gcTime: 0,
    onError: proof.heed,
    onSuccess() {
      onDone();
      // The session is another one, with an end of its own.
      void session.check();
    },
  });
  const { error, isPending } = change;
  const passwordError = problem ?? fieldError(error, 'newPassword');
  const isTold = passwordError !== undefined || proof.tells(error);
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (isPending) return;
    const found = passwordProblemOf(newPassword, verdict);
    setProblem(found);
    if (found === undefined) change.mutate({ newPassword, ...proof.body });
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        {/* By which a password manager knows whose password it is. */}
        <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
        {proof.fieldsFor(error)}
        <NewPasswordField
          label="New password"
          value={newPassword}
          verdict={verdict}
          error={passwordError}
          onChange={(password) => {
            setNewPassword(password);
            setProblem(undefined);
          }}
        />
        {error !== null && !isTold && <InlineFailure error={error} />}
        <Group gap="sm">
          <Button type="submit" loading={isPending}>
            Set the password
          </Button>
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
