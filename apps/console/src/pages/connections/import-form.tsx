import type { Connection } from '@genie-helper/client';
import { Alert, Checkbox, List, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { genie } from '../../api.ts';
import { ChoiceField } from '../../components/choices.tsx';
import { connectionName } from '../../labels.ts';
import type { CookieFile } from './cookie-file.ts';
import { cookieProblemsOf, fieldProblemsOf } from './field-problems.ts';
import { emptyMessages, LabelField, StoreForm, useStoring } from './store-form.tsx';
import { Age } from './stored-lists.tsx';

/** Asks what the cookies of a file are for, and stores them. The file is forgotten when this closes. */
export function ImportForm(props: {
  file: CookieFile;
  connections: readonly Connection[];
  onClose: () => void;
}) {
  const { file, connections, onClose } = props;
  const form = useImportForm(connections, file.name);
  const [problems, setProblems] = useState<string[]>([]);
  const { run, isPending } = useStoring({
    store: (values: ImportValues) => store(values, file.text, connections),
    explain(error) {
      const found = cookieProblemsOf(error);
      const fields = fieldProblemsOf(error, ['label', 'expiresAt'])?.fields ?? {};
      setProblems(found ?? []);
      form.setErrors({ ...form.errors, ...fields });
      return found !== undefined || Object.keys(fields).length > 0;
    },
    failure: 'The cookies were not stored',
    onStored: onClose,
  });
  const { target, connectionId, skipInvalid } = form.values;
  const former = connections.find(({ id }) => id === connectionId)?.session;
  const hasConnections = connections.length > 0;
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
      {(problems.length > 0 || skipInvalid) && (
        <Checkbox
          mb="md"
          label="Leave out the cookies that are wrong"
          description="The others are stored."
          {...form.getInputProps('skipInvalid', { type: 'checkbox' })}
        />
      )}
      <StoreForm onSubmit={form.onSubmit(run)} onCancel={onClose} isPending={isPending}>
        <Radio.Group
          label="What are they for?"
          value={target}
          onChange={(value) => form.setFieldValue('target', value as ImportValues['target'])}
        >
          <Stack gap="xs" mt="xs">
            <Radio
              value="session"
              label="The session of a connection"
              description={
                hasConnections
                  ? 'One session a connection.'
                  : 'Add the connection first, then its cookies.'
              }
              disabled={!hasConnections}
            />
            <Radio value="downloads" label="Downloads" description="As yt-dlp reads them." />
          </Stack>
        </Radio.Group>
        {target === 'session' ? (
          <>
            <ChoiceField
              label="Connection"
              choices={connections.map((one) => ({ value: one.id, label: connectionName(one) }))}
              value={connectionId}
              onChange={(id) => form.setFieldValue('connectionId', id)}
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
          <LabelField {...form.getInputProps('label')} />
        )}
      </StoreForm>
    </>
  );
}

/** What the cookies of a file are for. */
type ImportValues = ReturnType<typeof useImportForm>['values'];

/** @param fileName what a label begins as */
function useImportForm(connections: readonly Connection[], fileName: string) {
  const target = connections.length > 0 ? 'session' : 'downloads';
  return useForm({
    initialValues: {
      target: target as 'session' | 'downloads',
      connectionId: connections[0]?.id ?? '',
      label: fileName.replace(/\.(txt|json)$/i, '').slice(0, 100),
      /** As a date-time field of the browser has it, in its zone; empty: never. */
      expiresAt: '',
      isThisBrowser: false,
      skipInvalid: false,
    },
    validate: {
      label: (label, { target }) =>
        target === 'downloads' && label.trim() === '' ? emptyMessages.label : null,
      expiresAt: (text) =>
        text !== '' && Number.isNaN(Date.parse(text)) ? 'Choose a day and a time.' : null,
    },
  });
}

/** @returns what to tell the user */
async function store(
  { target, connectionId, label, expiresAt, isThisBrowser, skipInvalid }: ImportValues,
  text: string,
  connections: readonly Connection[],
): Promise<string> {
  const jar = skipInvalid ? { cookies: text, skipInvalid } : { cookies: text };
  if (target === 'downloads') {
    const name = label.trim();
    const { skipped } = await genie.credentials.createDownload({
      type: 'cookies',
      label: name,
      ...jar,
    });
    return `${name} is stored.${leftOut(skipped)}`;
  }
  const { skipped } = await genie.credentials.storeSession({
    creatorProfileId: connectionId,
    ...jar,
    ...(isThisBrowser ? { userAgent: navigator.userAgent } : {}),
    ...(expiresAt === '' ? {} : { expiresAt: new Date(expiresAt).toISOString() }),
  });
  const connection = connections.find(({ id }) => id === connectionId);
  const name = connection === undefined ? 'the connection' : connectionName(connection);
  return `The session cookies of ${name} are stored.${leftOut(skipped)}`;
}

function leftOut(skipped = 0): string {
  if (skipped === 0) return '';
  return skipped === 1 ? ' 1 cookie was left out.' : ` ${skipped} cookies were left out.`;
}
