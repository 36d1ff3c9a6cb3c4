import { Alert, Button, Code, CopyButton, Group, Stack, Text } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { IconButton } from '../../../components/page.tsx';

/** A server's secret, shown this once. */
export function ServerSecret(props: { name: string; secret: string; onKept: () => void }) {
  const { name, secret, onKept } = props;
  const group = useRef<HTMLDivElement>(null);
  // The form that was here until now is gone, and so would the focus be.
  useEffect(() => group.current?.focus(), []);
  return (
    <Stack
      ref={group}
      tabIndex={-1}
      style={{ outline: 'none' }}
      role="group"
      aria-label={`The secret of ${name}`}
    >
      <Alert role="status" color="lamp" title={`The secret of ${name}`}>
        It is shown only now, and nobody can look it up. The server sends it in the header
        X-RBAC-SYNC-SECRET, or signs with it.
      </Alert>
      <Code block fz="sm" style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
        {secret}
      </Code>
      <Group gap="sm">
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <IconButton Icon={IconCopy} onClick={copy}>
              {copied ? 'Copied' : 'Copy'}
            </IconButton>
          )}
        </CopyButton>
        <Button onClick={onKept}>I have kept it</Button>
      </Group>
      <Text size="sm" c="dimmed">
        Whoever has it can do what the server may.
      </Text>
    </Stack>
  );
}
