import { Alert, Button, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { sentenceOf } from '../failures/sentence-of.ts';
import { RequestId } from './request-id.tsx';

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
