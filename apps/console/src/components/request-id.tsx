import { Code, Text } from '@mantine/core';

/** The id by which an operator finds a failure in the log. */
export function RequestId({ id }: { id: string }) {
  return (
    <Text size="xs" c="dimmed">
      Request <Code>{id}</Code>
    </Text>
  );
}
