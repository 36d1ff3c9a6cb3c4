import { Alert, Button, Code, CopyButton, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconCopy, IconDownload } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { IconButton } from '../../components/page.tsx';
import { saveFile } from '../../csv.ts';

/** Recovery codes, shown this once: to be kept before they are gone. */
export function RecoveryCodes(props: {
  codes: readonly string[];
  email: string;
  onKept: () => void;
}) {
  const { codes, email, onKept } = props;
  const title = useRef<HTMLDivElement>(null);
  // What was there until now is gone, and so would the focus be.
  useEffect(() => title.current?.focus(), []);
  const text = `Recovery codes of ${email} at Genie Helper. Each works once.\n\n${codes.join('\n')}\n`;
  return (
    <Stack
      ref={title}
      tabIndex={-1}
      style={{ outline: 'none' }}
      role="group"
      aria-label="Your recovery codes"
    >
      <Alert role="status" color="lamp" title="Keep these recovery codes">
        Each opens your account once in place of a code, for the day when your authenticator is
        gone. They are shown only now.
      </Alert>
      <SimpleGrid
        component="ul"
        cols={{ base: 1, xs: 2 }}
        spacing="xs"
        p={0}
        m={0}
        style={{ listStyle: 'none' }}
      >
        {codes.map((code) => (
          <li key={code}>
            <Code fz="sm">{code}</Code>
          </li>
        ))}
      </SimpleGrid>
      <Group gap="sm">
        <IconButton
          Icon={IconDownload}
          onClick={() => saveFile('genie-helper-recovery-codes.txt', 'text/plain', text)}
        >
          Download
        </IconButton>
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <IconButton Icon={IconCopy} onClick={copy}>
              {copied ? 'Copied' : 'Copy'}
            </IconButton>
          )}
        </CopyButton>
      </Group>
      <Text size="sm" c="dimmed">
        Whoever has a code and your password can sign in. Keep them apart from the password.
      </Text>
      <div>
        <Button onClick={onKept}>I have kept them</Button>
      </div>
    </Stack>
  );
}
