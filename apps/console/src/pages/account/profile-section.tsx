import type { Account, AccountChanges } from '@genie-helper/client';
import { Button, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { genie } from '../../api.ts';
import { InlineFailure } from '../../components/failure.tsx';
import { fieldError } from '../../components/field-errors.ts';
import { queryClient, session, useOwnMutation } from '../../session/session.ts';
import { Section } from './section.tsx';

/** How one is called. */
export function ProfileSection({ account }: { account: Account }) {
  const [firstName, setFirstName] = useState(account.firstName ?? '');
  const [lastName, setLastName] = useState(account.lastName ?? '');
  const save = useOwnMutation({
    mutationFn: (body: AccountChanges) => genie.account.update(body),
    onSuccess(changed) {
      queryClient.setQueryData(['account'], changed);
      // The header shows the name as well.
      void session.check();
    },
  });
  const { error, isPending, isSuccess } = save;
  const isChanged =
    firstName.trim() !== (account.firstName ?? '') || lastName.trim() !== (account.lastName ?? '');
  const problems = [fieldError(error, 'firstName'), fieldError(error, 'lastName')];
  const isTold = problems.some((problem) => problem !== undefined);
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (!isPending) save.mutate({ firstName: firstName.trim(), lastName: lastName.trim() });
  }
  return (
    <Section title="Profile">
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label="First name"
            autoComplete="given-name"
            maxLength={50}
            value={firstName}
            onChange={(event) => setFirstName(event.currentTarget.value)}
            error={problems[0]}
          />
          <TextInput
            label="Last name"
            autoComplete="family-name"
            maxLength={50}
            value={lastName}
            onChange={(event) => setLastName(event.currentTarget.value)}
            error={problems[1]}
          />
          {error !== null && !isTold && <InlineFailure error={error} />}
          <Stack align="flex-start" gap="xs">
            <Button type="submit" variant="default" loading={isPending}>
              Save the name
            </Button>
            <Text role="status" size="sm" c="dimmed">
              {isSuccess && !isChanged ? 'Saved.' : ''}
            </Text>
          </Stack>
        </Stack>
      </form>
    </Section>
  );
}
