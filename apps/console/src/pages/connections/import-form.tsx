import {
  Button,
  Checkbox,
  Group,
  NativeSelect,
  Radio,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { nameOf } from '../../platform-names.ts';
import { Age } from './stored.tsx';
import type { ImportFormApi } from './use-import-form.ts';
import type { Connection } from './use-stored.ts';

/** What the cookies of a file are for: a profile's session, or downloads. */
export function ImportForm(props: {
  form: ImportFormApi;
  connections: readonly Connection[];
  isPending: boolean;
  onSubmit: () => void;
  onCancel: () => void;
}) {
  const { form, connections, isPending, onSubmit, onCancel } = props;
  const { target, connectionId } = form.values;
  const former = connections.find(({ id }) => id === connectionId)?.session;
  const hasConnections = connections.length > 0;
  return (
    <form noValidate autoComplete="off" onSubmit={form.onSubmit(onSubmit)}>
      <Stack gap="md">
        <Radio.Group
          label="What are they for?"
          value={target}
          onChange={(value) =>
            form.setFieldValue('target', value === 'session' ? 'session' : 'downloads')
          }
        >
          <Stack gap="xs" mt="xs">
            <Radio
              value="session"
              label="The session of a profile"
              description={
                hasConnections
                  ? 'One session a profile.'
                  : 'Add the profile first, then its cookies.'
              }
              disabled={!hasConnections}
            />
            <Radio value="downloads" label="Downloads" description="As yt-dlp reads them." />
          </Stack>
        </Radio.Group>
        {target === 'session' ? (
          <>
            <NativeSelect
              label="Profile"
              data={connections.map((one) => ({ value: one.id, label: nameOf(one) }))}
              {...form.getInputProps('connectionId')}
            />
            {former !== undefined && (
              <Text size="sm" role="status">
                It has session cookies from <Age at={former.capturedAt} />. These take their place.
              </Text>
            )}
            <TextInput
              type="datetime-local"
              label="Not to be used after"
              description="May stay empty."
              {...form.getInputProps('expiresAt')}
            />
            <Checkbox
              label="They come from the browser that I use now"
              description="Keeps its name with the cookies, since some platforms compare it."
              {...form.getInputProps('isThisBrowser', { type: 'checkbox' })}
            />
          </>
        ) : (
          <TextInput
            label="Label"
            description="What you call it."
            required
            maxLength={100}
            {...form.getInputProps('label')}
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={isPending}>
            Store
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
