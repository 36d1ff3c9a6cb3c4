import { Alert } from '@mantine/core';
import { IconCloudOff } from '@tabler/icons-react';

/** While the server can't say whether the session still lives. It is taken to. */
export function Unconfirmed() {
  return (
    <Alert
      role="status"
      color="yellow"
      mb="lg"
      icon={<IconCloudOff aria-hidden />}
      title="The server can't be reached now"
    >
      You are still signed in. This page goes on trying; what you do meanwhile may fail.
    </Alert>
  );
}
