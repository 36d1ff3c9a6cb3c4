import { Alert, List, Text } from '@mantine/core';
import { useState } from 'react';
import { genie } from '../../api.ts';
import { nameOf } from '../../platform-names.ts';
import type { CookieFile } from './cookie-file.ts';
import { Dialog } from './dialog.tsx';
import { cookieProblemsOf, fieldProblemsOf } from './field-problems.ts';
import { ImportForm } from './import-form.tsx';
import { type ImportValues, useImportForm } from './use-import-form.ts';
import type { Connection } from './use-stored.ts';
import { useStoring } from './use-storing.ts';

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
