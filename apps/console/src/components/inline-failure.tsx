import { Alert, Text } from '@mantine/core';
import { sentenceOf } from '../failures/sentence-of.ts';
import { RequestId } from './request-id.tsx';

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
