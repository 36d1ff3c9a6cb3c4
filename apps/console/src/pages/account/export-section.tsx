import type { FreshProof } from '@genie-helper/client';
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { genie } from '../../api.ts';
import { InlineFailure } from '../../components/failure.tsx';
import { saveBlob } from '../../csv.ts';
import { useOwnMutation, useUser } from '../../session/session.ts';
import { Section, useProof } from './section.tsx';

/** Everything that is one's own, as a file. */
export function ExportSection() {
  const [isOpen, setOpen] = useState(false);
  const [isDone, setDone] = useState(false);
  return (
    <Section title="Export">
      {isDone && (
        <Alert role="status" color="lamp" title="Your file is saved">
          It holds your stored logins in the clear. Keep it where nobody else reads, and delete it
          when you no longer need it.
        </Alert>
      )}
      {isOpen ? (
        <ExportForm
          onCancel={() => setOpen(false)}
          onDone={() => {
            setDone(true);
            setOpen(false);
          }}
        />
      ) : (
        <Stack align="flex-start">
          {!isDone && (
            <Text c="dimmed">
              One file with all that is yours: profile, connections with their logins, captions,
              chats and who opened what.
            </Text>
          )}
          <Button
            variant="default"
            onClick={() => {
              setDone(false);
              setOpen(true);
            }}
          >
            Export my data
          </Button>
        </Stack>
      )}
    </Section>
  );
}

function ExportForm({ onDone, onCancel }: { onDone: () => void; onCancel: () => void }) {
  const { email } = useUser();
  const proof = useProof();
  const take = useOwnMutation({
    mutationFn: (body: FreshProof) => genie.account.export(body),
    gcTime: 0,
    onError: proof.heed,
    onSuccess(file) {
      saveBlob(`genie-helper-${new Date().toISOString().slice(0, 10)}.json`, file);
      onDone();
    },
  });
  const { error, isPending } = take;
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (!isPending) take.mutate(proof.body);
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text>
          The file holds your stored logins in the clear, and each of them is noted as opened by
          you.
        </Text>
        {/* By which a password manager knows whose password it is. */}
        <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
        {proof.fieldsFor(error)}
        {error !== null && !proof.tells(error) && <InlineFailure error={error} />}
        <Group gap="sm">
          <Button type="submit" loading={isPending}>
            Save the file
          </Button>
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
