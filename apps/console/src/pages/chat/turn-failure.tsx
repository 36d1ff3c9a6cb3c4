import { Alert, Button, Group, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { RequestId } from '../../components/request-id.tsx';
import { sentenceOf } from '../../failures/sentence-of.ts';
import { mayAskAgain, waitBeforeAsking } from './ask-again.ts';

/** Says beside a question why there is no answer, or not all of it, and what can be done. */
export function TurnFailure(props: {
  error: unknown;
  isBusy: boolean;
  onRetry: () => void;
  onEdit: () => void;
}) {
  const { error, isBusy, onRetry, onEdit } = props;
  const { sentence, requestId } = sentenceOf(error);
  const seconds = useCountdown(waitBeforeAsking(error));
  return (
    <Alert role="alert" color="red" variant="light" mt="xs" p="sm">
      <Text size="sm">{sentence}</Text>
      {requestId !== undefined && <RequestId id={requestId} />}
      <Group mt="xs">
        {mayAskAgain(error) ? (
          <Button variant="default" size="xs" disabled={isBusy || seconds > 0} onClick={onRetry}>
            {seconds > 0 ? `Try again in ${seconds} s` : 'Try again'}
          </Button>
        ) : (
          <Button variant="default" size="xs" onClick={onEdit}>
            Edit the message
          </Button>
        )}
      </Group>
    </Alert>
  );
}

/** Seconds that are left of a number of them, counted once. */
function useCountdown(from: number): number {
  const [left, setLeft] = useState(from);
  useEffect(() => {
    if (left <= 0) return;
    const timer = setTimeout(() => setLeft(left - 1), 1_000);
    return () => clearTimeout(timer);
  }, [left]);
  return left;
}
