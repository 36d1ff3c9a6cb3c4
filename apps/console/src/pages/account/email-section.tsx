import type { Account, EmailChange } from '@genie-helper/client';
import { Alert, Badge, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { genie } from '../../api.ts';
import { InlineFailure } from '../../components/failure.tsx';
import { fieldError, isRefusal } from '../../components/field-errors.ts';
import { NoMail } from '../../components/no-mail.tsx';
import { useOwnMutation } from '../../session/session.ts';
import { Section, useProof } from './section.tsx';

/** The address of the account, and the way to another one. */
export function EmailSection({ account }: { account: Account }) {
  const [isOpen, setOpen] = useState(false);
  const [sentTo, setSentTo] = useState<string>();
  return (
    <Section title="E-mail address">
      <Group gap="sm">
        <Text style={{ overflowWrap: 'anywhere' }}>{account.email}</Text>
        <Badge variant="light" color={account.emailVerified ? 'lamp' : 'gray'}>
          {account.emailVerified ? 'Confirmed' : 'Not confirmed yet'}
        </Badge>
      </Group>
      {sentTo !== undefined && (
        <Alert role="status" color="lamp" title="Look into your mail">
          A link is on its way to {sentTo}. Your address changes once you open it and confirm. Until
          then it stays {account.email}, which we have told of the change.
        </Alert>
      )}
      {isOpen ? (
        <EmailForm
          onCancel={() => setOpen(false)}
          onSent={(email) => {
            setSentTo(email);
            setOpen(false);
          }}
        />
      ) : (
        <div>
          <Button variant="default" onClick={() => setOpen(true)}>
            Change the address
          </Button>
        </div>
      )}
    </Section>
  );
}

function EmailForm(props: { onSent: (email: string) => void; onCancel: () => void }) {
  const { onSent, onCancel } = props;
  const [email, setEmail] = useState('');
  const proof = useProof();
  const change = useOwnMutation({
    mutationFn: (body: EmailChange) => genie.account.changeEmail(body),
    gcTime: 0,
    onError: proof.heed,
    onSuccess: (_, body) => onSent(body.email),
  });
  const { error, isPending } = change;
  const problem = fieldError(error, 'email');
  const isTold = problem !== undefined || proof.tells(error);
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (!isPending) change.mutate({ email: email.trim(), ...proof.body });
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label="New e-mail address"
          type="email"
          autoComplete="email"
          required
          withAsterisk={false}
          maxLength={254}
          autoFocus
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          error={problem}
        />
        {proof.fieldsFor(error)}
        {isRefusal(error, 'mail.not_configured') ? (
          <NoMail>Whoever runs it can change your address for you.</NoMail>
        ) : (
          error !== null && !isTold && <InlineFailure error={error} />
        )}
        <Group gap="sm">
          <Button type="submit" loading={isPending}>
            Send a link to the new address
          </Button>
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
