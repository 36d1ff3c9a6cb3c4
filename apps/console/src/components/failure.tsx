import { Alert, type AlertProps, Button, Code, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { errorMessage, isAbort, isSessionEnd, mayBeDone } from '../api.ts';
import { LoadingRows } from './page.tsx';

/** Says in the page's place what could not be loaded; `onRetry` adds "Try again". */
export function FailureNotice(props: {
  error: unknown;
  title?: string | undefined;
  onRetry?: () => void;
}) {
  const { error, title = 'This could not be loaded', onRetry } = props;
  return (
    <Alert role="alert" color="red" title={title} icon={<IconAlertTriangle aria-hidden />}>
      <Stack gap="xs" align="flex-start">
        <FailureText error={error} />
        {onRetry !== undefined && (
          <Button variant="default" size="xs" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

/** The same of what was read from the API, with "Try again". */
export function QueryFailure({ query, title }: { query: Query; title?: string | undefined }) {
  const { error, refetch } = query;
  return <FailureNotice title={title} error={error} onRetry={() => void refetch()} />;
}

type Query = { error: unknown; refetch: () => unknown };

/** Says inside a form, or beside what was asked for, why it was refused. */
export function InlineFailure(props: AlertProps & { error: unknown }) {
  const { error, children, ...others } = props;
  return (
    <Alert role="alert" color="red" p="sm" {...others}>
      <FailureText error={error} />
      {children}
    </Alert>
  );
}

/** The message, and the id by which an operator finds the failure in the log. */
function FailureText({ error }: { error: unknown }) {
  return <FailureLines {...errorMessage(error)} />;
}

/** The same of a failure that was kept. */
export function FailureLines(props: { message: string; requestId?: string | undefined }) {
  const { message, requestId } = props;
  return (
    <>
      <Text size="sm">{message}</Text>
      {requestId !== undefined && (
        <Text size="xs" c="dimmed">
          Request <Code>{requestId}</Code>
        </Text>
      )}
    </>
  );
}

/** What was read from the API; before it is there, that it is loading, or why it can't be. */
export function Loaded<Data>(props: {
  query: Query & { data: Data | undefined };
  loading: string;
  rows?: number | undefined;
  failed?: string | undefined;
  children: (data: Data) => ReactNode;
}) {
  const { query, loading, rows, failed, children } = props;
  if (query.data !== undefined) return children(query.data);
  if (query.error === null) return <LoadingRows rows={rows} label={loading} />;
  return <QueryFailure title={failed} query={query} />;
}

/** Says in a toast what wasn't done; nothing of what the user stopped or of an ended session, which the sign-in page tells. */
export function showFailure(error: unknown, title: string): void {
  if (isAbort(error) || isSessionEnd(error)) return;
  notifications.show({
    color: 'red',
    title,
    message: (
      <>
        <FailureText error={error} />
        {mayBeDone(error) && (
          <Text size="sm">It may have been done all the same. Look before you try again.</Text>
        )}
      </>
    ),
    autoClose: 10_000,
    role: 'alert',
    closeButtonProps: { 'aria-label': 'Dismiss' },
    // The library's own colour has too little contrast in the dark.
    styles: { description: { color: 'var(--mantine-color-text)' } },
  });
}
