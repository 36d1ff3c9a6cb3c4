import type { Platform } from '@genie-helper/captions/rules';
import type { Connection } from '@genie-helper/client';
import { Alert, Checkbox, List, Radio, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect, useMemo, useState } from 'react';
import { ChoiceField } from '../../components/choices.tsx';
import { connectionName, platformChoices } from '../../labels.ts';
import { ConnectionOfCookies, mismatchOf } from './connection-of-cookies.tsx';
import type { CookieFile } from './cookie-file.ts';
import { cookieProblemsOf, fieldProblemsOf } from './field-problems.ts';
import { type JarPreview, matchConnection, previewJar } from './jar-preview.ts';
import { JarSummary } from './jar-summary.tsx';
import { emptyMessages, LabelField, StoreForm, useStoring } from './store-form.tsx';
import { type ImportValues, storeJar } from './store-jar.ts';

/** Shows what is in a file with cookies, asks what it is for, and stores it. The file is forgotten when this closes. */
export function ImportForm(props: {
  file: CookieFile;
  connections: readonly Connection[];
  onClose: () => void;
}) {
  const { file, connections, onClose } = props;
  const [platform, setPlatform] = useState<Platform | ''>('');
  const preview = useMemo(
    () => previewJar(file.text, platform === '' ? undefined : platform, Date.now()),
    [file.text, platform],
  );
  const form = useImportForm(connections, file, preview);
  const [refused, setRefused] = useState<string[]>([]);
  const { run, isPending } = useStoring({
    store: (values: ImportValues) => storeJar(values, { file, preview, connections }),
    explain(error) {
      const found = cookieProblemsOf(error);
      const fields = fieldProblemsOf(error, ['label', 'expiresAt'])?.fields ?? {};
      setRefused(found ?? []);
      form.setErrors({ ...form.errors, ...fields });
      return found !== undefined || Object.keys(fields).length > 0;
    },
    failure: 'The cookies were not stored',
    onStored: onClose,
  });
  const { target, skipInvalid } = form.values;
  const matchingId =
    preview.kind === 'read' ? matchConnection(connections, preview.summary)?.id : undefined;
  useEffect(() => {
    // The list of connections, or the platform of the cookies, may be known only after the form was opened.
    if (matchingId !== undefined && form.values.connectionId === '') {
      form.setFieldValue('connectionId', matchingId);
    }
  }, [matchingId, form.values.connectionId, form.setFieldValue]);
  const problems = preview.kind === 'read' && refused.length === 0 ? preview.problems : refused;
  const hasConnections = connections.length > 0;

  if (preview.kind === 'unreadable') {
    return (
      <Alert role="alert" color="red" variant="light" title={`${file.name} can't be read`}>
        <Problems problems={preview.problems} />
      </Alert>
    );
  }
  return (
    <>
      {preview.kind === 'read' && <JarSummary name={file.name} summary={preview.summary} />}
      {(preview.kind === 'without site' || platform !== '') && (
        <ChoiceField
          mb="md"
          label="Which platform are they of?"
          description="They name no site themselves."
          choices={[{ value: '', label: 'Choose a platform' }, ...platformChoices]}
          value={platform}
          onChange={setPlatform}
        />
      )}
      {problems.length > 0 && (
        <Alert role="alert" color="red" variant="light" mb="md" title="The file has mistakes">
          <Problems problems={problems} />
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
      <StoreForm
        onSubmit={form.onSubmit(run)}
        onCancel={onClose}
        isPending={isPending}
        canStore={preview.kind === 'read'}
      >
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
            {preview.kind === 'read' && (
              <ConnectionOfCookies
                summary={preview.summary}
                connections={connections}
                connectionId={form.values.connectionId}
                fields={{
                  connectionId: form.getInputProps('connectionId'),
                  onlyOfPlatform: form.getInputProps('onlyOfPlatform', { type: 'checkbox' }),
                  isMeant: form.getInputProps('isMeant', { type: 'checkbox' }),
                }}
                onChoose={(id) => {
                  form.setFieldValue('connectionId', id);
                  form.setFieldValue('isMeant', false);
                }}
              />
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

function Problems({ problems }: { problems: readonly string[] }) {
  return (
    <List size="sm" spacing={4}>
      {problems.map((problem) => (
        <List.Item key={problem}>{problem}</List.Item>
      ))}
    </List>
  );
}

function useImportForm(
  connections: readonly Connection[],
  { name }: CookieFile,
  preview: JarPreview,
) {
  const isRead = preview.kind === 'read';
  const target = connections.length > 0 ? 'session' : 'downloads';
  return useForm<ImportValues>({
    initialValues: {
      target,
      connectionId: '',
      label: name.replace(/\.(txt|json)$/i, '').slice(0, 100),
      expiresAt: '',
      isThisBrowser: false,
      skipInvalid: false,
      onlyOfPlatform: true,
      isMeant: false,
    },
    validate: {
      label: (label, { target }) =>
        target === 'downloads' && label.trim() === '' ? emptyMessages.label : null,
      expiresAt: (text) =>
        text !== '' && Number.isNaN(Date.parse(text)) ? 'Choose a day and a time.' : null,
      connectionId: (id, { target }) =>
        target === 'session' && id === '' ? 'Choose the connection that they are for.' : null,
      skipInvalid: (isSkipping) =>
        isRead && preview.problems.length > 0 && !isSkipping
          ? 'Tick this to store the others, or import the file once it is mended.'
          : null,
      isMeant: (isMeant, { target, connectionId }) => {
        const connection = connections.find(({ id }) => id === connectionId);
        if (target !== 'session' || isMeant || connection === undefined || !isRead) return null;
        if (!mismatchOf(preview.summary, connection)) return null;
        return `Choose another connection, or tick this to store them for ${connectionName(connection)}.`;
      },
    },
  });
}
