import '@mantine/dropzone/styles.css';
import { Button, Stack, Text } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { IconCookie } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { type CookieFile, readCookieFile } from './cookie-file.ts';

/** Takes one file, dropped or chosen, and hands on its text. Nothing of it is sent from here. */
export function CookieDrop({ onFile }: { onFile: (file: CookieFile) => void }) {
  const [problem, setProblem] = useState<string>();
  const problemId = useId();
  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    const text = await file.text().catch(() => undefined);
    if (text === undefined) return setProblem(`${file.name} could not be read.`);
    const read = readCookieFile(file.name, text);
    setProblem(read.ok ? undefined : read.problem);
    if (read.ok) onFile(read.file);
  };
  return (
    <div>
      <Dropzone
        multiple={false}
        // The button in it is what keyboards use.
        activateOnKeyboard={false}
        inputProps={{ 'aria-label': 'Cookie file' }}
        onDrop={(files) => void take(files[0])}
        onReject={() => setProblem('Drop one file at a time.')}
        p="lg"
      >
        <Stack align="center" gap="sm" ta="center">
          <IconCookie size={28} stroke={1.5} aria-hidden />
          <div>
            <Text fw={500}>Drop a cookie file here</Text>
            <Text size="sm" c="dimmed">
              cookies.txt, or the JSON that a browser extension exports
            </Text>
          </div>
          <Button variant="default" size="xs" aria-describedby={problemId}>
            Choose a file
          </Button>
        </Stack>
      </Dropzone>
      <Text id={problemId} role="alert" size="sm" c="red" mt="xs">
        {problem}
      </Text>
    </div>
  );
}
