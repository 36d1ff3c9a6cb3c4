import type { FreshProof } from '@genie-helper/client';
import { Button, Group, List, Stack, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { genie } from '../../api.ts';
import { InlineFailure } from '../../components/failure.tsx';
import { isRefusal } from '../../components/field-errors.ts';
import { NoMail } from '../../components/no-mail.tsx';
import { session, useOwnMutation, useUser } from '../../session/session.ts';
import { Section, useProof } from './section.tsx';

/** The way out. */
export function DeleteSection() {
  const [isOpen, setOpen] = useState(false);
  return (
    <Section title="Delete account">
      {isOpen ? (
        <DeleteForm onCancel={() => setOpen(false)} />
      ) : (
        <Stack align="flex-start">
          <Text c="dimmed">
            Ends your account now and erases all that is yours after seven days.
          </Text>
          <Button variant="default" onClick={() => setOpen(true)}>
            Delete my account
          </Button>
        </Stack>
      )}
    </Section>
  );
}

function DeleteForm({ onCancel }: { onCancel: () => void }) {
  const { email } = useUser();
  const proof = useProof();
  const leave = useOwnMutation({
    mutationFn: (body: FreshProof) => genie.account.delete(body),
    gcTime: 0,
    onError: proof.heed,
    // The session has ended with the account: the store finds out, and leads to the sign-in page.
    onSuccess: () => session.check(),
  });
  const { error, isPending } = leave;
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (!isPending) leave.mutate(proof.body);
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <List spacing="xs">
          <List.Item>Every device is signed out at once, and nobody can sign in.</List.Item>
          <List.Item>
            A link goes to {email}. It brings the account back as it was, for seven days.
          </List.Item>
          <List.Item>
            Then everything is erased for good: logins, captions, chats, your name.
          </List.Item>
          <List.Item>Batches that are under way stop.</List.Item>
        </List>
        {/* By which a password manager knows whose password it is. */}
        <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
        {proof.fieldsFor(error)}
        {isRefusal(error, 'mail.not_configured') ? (
          <NoMail>Whoever runs it can delete your account for you.</NoMail>
        ) : (
          error !== null && !proof.tells(error) && <InlineFailure error={error} />
        )}
        <Group gap="sm">
          <Button type="submit" color="red" loading={isPending}>
            Delete my account
          </Button>
          <Button variant="default" onClick={onCancel}>
            Keep it
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
