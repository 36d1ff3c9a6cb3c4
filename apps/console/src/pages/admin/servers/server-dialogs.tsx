import type { ServiceClient, ServiceClientChange } from '@genie-helper/client';
import { Button, Group, Radio, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { genie } from '../../../api.ts';
import { InlineFailure, showFailure } from '../../../components/failure.tsx';
import { useOwnMutation } from '../../../session/session.ts';
import { useProof } from '../../account/section.tsx';
import { RecordDialog } from '../shared/record-dialog.tsx';
import { ServerSecret } from './server-secret.tsx';

type Props = { server: ServiceClient | undefined; onClose: () => void };

/** Gives a server another secret, beside the one of now or in its place, and shows it once. */
export function SecretDialog({ server, onClose }: Props) {
  return (
    <RecordDialog
      of={server}
      titleOf={({ name }) => `New secret of ${name}`}
      onClose={onClose}
      isKept
    >
      {(shown) => <NewSecret key={shown.id} server={shown} onClose={onClose} />}
    </RecordDialog>
  );
}

function NewSecret({ server, onClose }: { server: ServiceClient; onClose: () => void }) {
  const { id, name } = server;
  const client = useQueryClient();
  const proof = useProof();
  const [newSecret, setWay] = useState<'beside' | 'instead'>('beside');
  const { mutate, isPending, error, data } = useOwnMutation({
    mutationFn: (body: ServiceClientChange) => genie.admin.changeServer(id, body),
    gcTime: 0,
    onError: proof.heed,
    onSuccess: () => client.invalidateQueries({ queryKey: ['admin', 'servers'] }),
  });
  if (data?.secret !== undefined) {
    return <ServerSecret name={name} secret={data.secret} onKept={onClose} />;
  }
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (!isPending) mutate({ newSecret, ...proof.body });
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <Radio.Group
          label="The secret of now"
          value={newSecret}
          onChange={(way) => setWay(way === 'instead' ? 'instead' : 'beside')}
        >
          <Stack gap="xs" mt="xs">
            <Radio
              value="beside"
              label="counts on until the next new secret"
              description="For a change on schedule. An older one beside it ends."
            />
            <Radio
              value="instead"
              label="ends now"
              description="For a secret that has leaked. The server is refused until it has the new one."
            />
          </Stack>
        </Radio.Group>
        {proof.fieldsFor(error)}
        {error !== null && !proof.tells(error) && <InlineFailure error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={isPending}>
            Make it
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Asks whether a server is to end, and ends it. */
export function EndDialog({ server, onClose }: Props) {
  const client = useQueryClient();
  const { mutate, isPending } = useOwnMutation({
    mutationFn: ({ id }: ServiceClient) => genie.admin.endServer(id),
    onSuccess: async (_, { name }) => {
      onClose();
      notifications.show({ message: `${name} is refused from now on.`, role: 'status' });
      await client.invalidateQueries({ queryKey: ['admin', 'servers'] });
    },
    onError: (error, { name }) => {
      onClose();
      showFailure(error, `${name} has not ended`);
    },
  });
  return (
    <RecordDialog of={server} titleOf={({ name }) => `End ${name}?`} onClose={onClose}>
      {(shown) => (
        <Stack>
          <Text size="sm">
            It is refused from its next request on. It can't be brought back, and its name is not
            given again.
          </Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose} data-autofocus>
              Cancel
            </Button>
            <Button color="red" loading={isPending} onClick={() => mutate(shown)}>
              End it
            </Button>
          </Group>
        </Stack>
      )}
    </RecordDialog>
  );
}
