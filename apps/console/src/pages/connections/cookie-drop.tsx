import '@mantine/dropzone/styles.css';
import { Button, Stack, Text, Textarea } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { IconCookie } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { decodeText } from '../../text-file.ts';
import { type CookieFile, readCookieFile } from './cookie-file.ts';

/** Takes cookies, from one file or pasted, and hands on their text. Nothing of it is sent from here. */
export function CookieDrop({ onFile }: { onFile: (file: CookieFile) => void }) {
  const [problem, setProblem] = useState<string>();
  const [pasted, setPasted] = useState('');
  const problemId = useId();
  const take = (name: string, text: string) => {
    const read = readCookieFile(name, text);
    setProblem(read.ok ? undefined : read.problem);
    if (read.ok) onFile(read.file);
    return read.ok;
  };
  const takeFile = async (file: File | undefined) => {
    if (file === undefined) return;
    const bytes = await file.arrayBuffer().catch(() => undefined);
    if (bytes === undefined) return setProblem(`${file.name} could not be read.`);
    take(file.name, decodeText(new Uint8Array(bytes)).text);
  };
  return (
    <div>
      <Dropzone
        multiple={false}
        // The button in it is what keyboards use.
        activateOnKeyboard={false}
        inputProps={{ 'aria-label': 'Cookie file' }}
        onDrop={(files) => void takeFile(files[0])}
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
      <form
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          // What was taken is in the dialog now, and shown nowhere else.
          if (take('Pasted cookies', pasted)) setPasted('');
        }}
      >
        <Textarea
          mt="md"
          label="Or paste them"
          description="The same, a Cookie header, or a request that you copied as cURL."
          rows={2}
          autoComplete="off"
          spellCheck={false}
          value={pasted}
          onChange={({ currentTarget }) => setPasted(currentTarget.value)}
        />
        {pasted !== '' && (
          <Button type="submit" variant="default" size="xs" mt="xs">
            See what they are
          </Button>
        )}
      </form>
      <Text id={problemId} role="alert" size="sm" c="red" mt="xs">
        {problem}
      </Text>
    </div>
  );
}
