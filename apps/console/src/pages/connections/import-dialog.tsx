import {
  Alert,
  Button,
  Checkbox,
  Group,
  List,
  NativeSelect,
  Radio,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { genie } from '../../api.ts';
import { nameOf } from '../../platform-names.ts';
import type { CookieFile } from './cookie-file.ts';
import { Dialog, useStoring } from './dialog.tsx';
import { cookieProblemsOf, fieldProblemsOf } from './field-problems.ts';
import { Age, type Connection } from './stored.tsx';

/** Asks what the cookies of a file are for, and stores them. The file is forgotten when this closes. */
export function ImportDialog(props: {
  file: CookieFile | undefined;
  onClose: () => void;
  connections: readonly Connection[];
}) {
  const { file, onClose, connections } = props;
  return (
    <Dialog title={file && 'Import cookies'} onClose={onClose}>
      {file !== undefined && (
        <Fields key={file.name} file={file} onClose={onClose} connections={connections} />
      )}
    </Dialog>
  );
}

function Fields(props: {
  file: CookieFile;
  onClose: () => void;
  connections: readonly Connection[];
}) {
  const { file, onClose, connections } = props;
  const form = useImportForm(connections, file.name);
  const [problems, setProblems] = useState<string[]>([]);
  const { run, isPending } = useStoring({
    store: (values: ImportValues) => send(values, file.text, connections),
    explain(error) {
      const found = cookieProblemsOf(error);
      const fields = fieldProblemsOf(error, ['label', 'expiresAt'])?.fields;
      setProblems(found ?? []);
      if (fields !== undefined) form.setErrors(fields);
      return found !== undefined || (fields !== undefined && Object.keys(fields).length > 0);
    },
    failure: 'The cookies were not stored',
    onStored: onClose,
  });
  return (
    <>
      <Text mb="md">
        <Text span fw={600} style={{ overflowWrap: 'anywhere' }}>
          {file.name}
        </Text>
        <Text span c="dimmed">
          , {file.format}
        </Text>
      </Text>
      {problems.length > 0 && (
        <Alert role="alert" color="red" variant="light" mb="md" title="The file has mistakes">
          <List size="sm" spacing={4}>
            {problems.map((problem) => (
              <List.Item key={problem}>{problem}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      <ImportForm
        form={form}
        connections={connections}
        isPending={isPending}
        onSubmit={() => run(form.getValues())}
        onCancel={onClose}
      />
    </>
  );
}

async function send(
  { target, connectionId, label, expiresAt, isThisBrowser }: ImportValues,
  cookies: string,
  connections: readonly Connection[],
): Promise<string> {
  if (target === 'downloads') {
    await genie.credentials.createDownload({ type: 'cookies', label: label.trim(), cookies });
    return `${label.trim()} is stored.`;
  }
  await genie.credentials.storeSession({
    creatorProfileId: connectionId,
    cookies,
    ...(isThisBrowser ? { userAgent: navigator.userAgent } : {}),
    ...(expiresAt === '' ? {} : { expiresAt: new Date(expiresAt).toISOString() }),
  });
  const connection = connections.find(({ id }) => id === connectionId);
  const name = connection === undefined ? 'the profile' : nameOf(connection);
  return `The session cookies of ${name} are stored.`;
}

/** What the cookies of a file are for: a profile's session, or downloads. */
function ImportForm(props: {
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

/** What the cookies of a file are for. */
interface ImportValues {
  target: 'session' | 'downloads';
  connectionId: string;
  label: string;
  /** As a date-time field of the browser has it, in its zone; empty: never. */
  expiresAt: string;
  isThisBrowser: boolean;
}

/** @param fileName what a label begins as */
function useImportForm(connections: readonly Connection[], fileName: string) {
  return useForm<ImportValues>({
    initialValues: {
      target: connections.length > 0 ? 'session' : 'downloads',
      connectionId: connections[0]?.id ?? '',
      label: fileName.replace(/\.(txt|json)$/i, '').slice(0, 100),
      expiresAt: '',
      isThisBrowser: false,
    },
    validate: {
      label: (label, { target }) =>
        target === 'downloads' && label.trim() === '' ? 'Write what you call it.' : null,
      expiresAt: (text) =>
        text !== '' && Number.isNaN(Date.parse(text)) ? 'Choose a day and a time.' : null,
    },
  });
}

type ImportFormApi = ReturnType<typeof useImportForm>;
