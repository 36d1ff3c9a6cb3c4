import { platforms } from '@genie-helper/captions/rules';
import type { NewServiceClient } from '@genie-helper/client';
import {
  Button,
  Checkbox,
  Group,
  Modal,
  MultiSelect,
  Stack,
  Switch,
  TextInput,
} from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { genie } from '../../../api.ts';
import { InlineFailure } from '../../../components/failure.tsx';
import { fieldError, isRefusal } from '../../../components/field-errors.ts';
import { platformName } from '../../../labels.ts';
import { useOwnMutation } from '../../../session/session.ts';
import { useProof } from '../../account/section.tsx';
import { PersonSelect } from '../shared/people.tsx';
import { type Route, routeLabels } from './server-labels.ts';
import { ServerSecret } from './server-secret.tsx';

/** Those that there are routes for. */
const offeredRoutes = ['store', 'reveal', 'reveal-download-cred', 'get-platform-session'] as const;

/** Makes a server, and shows its secret once. */
export function NewServerDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title="New server"
      size="lg"
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {/* Made anew each time, so that nothing of one server is left for the next. */}
      <NewServer onClose={onClose} />
    </Modal>
  );
}

function NewServer({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const proof = useProof();
  const [name, setName] = useState('');
  const [routes, setRoutes] = useState<Route[]>([]);
  const [onPlatforms, setPlatforms] = useState<string[]>([]);
  const [owner, setOwner] = useState<string>();
  const [day, setDay] = useState('');
  const [mustSign, setMustSign] = useState(false);
  const { mutate, isPending, error, data } = useOwnMutation({
    mutationFn: (body: NewServiceClient) => genie.admin.createServer(body),
    gcTime: 0,
    onError: proof.heed,
    onSuccess: () => client.invalidateQueries({ queryKey: ['admin', 'servers'] }),
  });
  if (data !== undefined) {
    return <ServerSecret name={data.client.name} secret={data.secret} onKept={onClose} />;
  }
  const isNameTaken = isRefusal(error, 'client.name_taken');
  const fields = ['name', 'routes', 'platforms', 'expiresAt'];
  const isTold =
    proof.tells(error) || isNameTaken || fields.some((field) => fieldError(error, field));
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (isPending) return;
    mutate({
      name,
      routes,
      ...(onPlatforms.length > 0 && { platforms: onPlatforms }),
      ...(owner !== undefined && { owners: [owner] }),
      ...(day !== '' && { expiresAt: new Date(`${day}T00:00:00`).toISOString() }),
      ...(mustSign && { mustSign }),
      ...proof.body,
    });
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label="Name"
          description="Lower-case letters, digits and -. The log shows it; it is not given twice."
          required
          withAsterisk={false}
          data-autofocus
          maxLength={64}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={
            isNameTaken ? 'Another server has this name, or had it.' : fieldError(error, 'name')
          }
        />
        <Checkbox.Group
          label="It may"
          value={routes}
          onChange={(chosen) => setRoutes(chosen as Route[])}
          error={fieldError(error, 'routes')}
        >
          <Stack gap="xs" mt="xs">
            {offeredRoutes.map((route) => (
              <Checkbox key={route} value={route} label={routeLabels[route]} />
            ))}
          </Stack>
        </Checkbox.Group>
        <MultiSelect
          label="Only on these platforms"
          placeholder={onPlatforms.length === 0 ? 'All' : ''}
          data={platforms.map((value) => ({ value, label: platformName(value) }))}
          value={onPlatforms}
          onChange={setPlatforms}
          error={fieldError(error, 'platforms')}
        />
        <PersonSelect label="Only of this user" value={owner} onChange={setOwner} />
        <TextInput
          type="date"
          label="Ends by itself on"
          description="Leave it out for no end."
          value={day}
          onChange={(event) => setDay(event.currentTarget.value)}
          error={fieldError(error, 'expiresAt')}
        />
        <Switch
          label="It must sign its requests"
          description="Its secret is then never sent."
          checked={mustSign}
          onChange={(event) => setMustSign(event.currentTarget.checked)}
        />
        {proof.fieldsFor(error)}
        {error !== null && !isTold && <InlineFailure error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={isPending} disabled={routes.length === 0}>
            Make it
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
