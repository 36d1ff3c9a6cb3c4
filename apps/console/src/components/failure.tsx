import { Alert, Button, Code, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle } from '@tabler/icons-react';
import { createElement, Fragment } from 'react';
import { isAbort, isSessionEnd, sentenceOf } from '../api.ts';

/**
 * Says in the page's place that something could not be had.
 *
 * @param props `title`: what wasn't done, as a short sentence; `onRetry` adds "Try again"
 */
export function FailureNotice(props: {
  error: unknown;
  title?: string;
  onRetry?: (() => void) | undefined;
}) {
  const { error, title = 'This could not be loaded', onRetry } = props;
  const { sentence, requestId } = sentenceOf(error);
  return (
    <Alert role="alert" color="red" title={title} icon={<IconAlertTriangle aria-hidden />}>
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{sentence}</Text>
        {requestId !== undefined && <RequestId id={requestId} />}
        {onRetry !== undefined && (
          <Button variant="default" size="xs" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

/** Says inside a form why it was refused. */
export function InlineFailure({ error }: { error: unknown }) {
  const { sentence, requestId } = sentenceOf(error);
  return (
    <Alert role="alert" color="red" p="sm">
      <Text size="sm">{sentence}</Text>
      {requestId !== undefined && <RequestId id={requestId} />}
    </Alert>
  );
}

/** The id by which an operator finds a failure in the log. */
export function RequestId({ id }: { id: string }) {
  return (
    <Text size="xs" c="dimmed">
      Request <Code>{id}</Code>
    </Text>
  );
}

/**
 * Tells that something asked for wasn't done: a toast with the sentence and the request id. Stays silent about what
 * the user stopped, and about an ended session, which the sign-in page tells.
 *
 * @param what what wasn't done, as a title: "The caption was not written"
 */
export function showFailure(error: unknown, what = 'That did not work'): void {
  if (isAbort(error) || isSessionEnd(error)) return;
  const { sentence, requestId } = sentenceOf(error);
  const id = requestId === undefined ? null : createElement(RequestId, { id: requestId });
  notifications.show({
    color: 'red',
    title: what,
    message: createElement(Fragment, null, sentence, id),
    autoClose: 10_000,
    role: 'alert',
    closeButtonProps: { 'aria-label': 'Dismiss' },
    // The library's own colour has too little contrast in the dark.
    styles: { description: { color: 'var(--mantine-color-text)' } },
  });
}
