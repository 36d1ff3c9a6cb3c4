import {
  Code,
  FileButton,
  Group,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { ChoiceField } from '../../components/choices.tsx';
import { IconButton } from '../../components/page.tsx';
import { lengthChoices, maxLengths, platformChoices } from '../../labels.ts';
import type { Encoding } from '../../text-file.ts';
import { FileProblem, readTextFile, type Source } from './batch-source.ts';

/** Topics as lines, and what holds for all of them. */
export function LinesInput(props: { source: Source; onChange: (source: Source) => void }) {
  const { source, onChange } = props;
  const { lines, defaults } = source;
  const changeDefaults = (change: Partial<Source['defaults']>) =>
    onChange({ ...source, defaults: { ...defaults, ...change } });
  return (
    <Stack gap="md">
      <Textarea
        label="Topics"
        description="One caption is written for each line."
        placeholder={exampleTopics}
        autosize
        minRows={6}
        maxRows={14}
        value={lines}
        onChange={({ currentTarget }) => onChange({ ...source, lines: currentTarget.value })}
      />
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="md">
        <ChoiceField
          label="Platform"
          choices={platformChoices}
          value={defaults.platform}
          onChange={(platform) => changeDefaults({ platform })}
        />
        <TextInput
          label="Tone"
          placeholder="playful"
          maxLength={maxLengths.tone}
          autoComplete="off"
          value={defaults.tone}
          onChange={({ currentTarget }) => changeDefaults({ tone: currentTarget.value })}
        />
        <ChoiceField
          label="Length"
          choices={lengthChoices}
          value={defaults.length}
          onChange={(length) => changeDefaults({ length })}
        />
      </SimpleGrid>
    </Stack>
  );
}

/** What people call them. */
const encodingNames: Readonly<Record<Encoding, string>> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16',
  'windows-1252': 'Western European (Windows)',
};

/** What a batch of lines may look like. */
export const exampleTopics =
  'new photo set\nbehind the scenes in Lisbon\nquestions and answers tonight';

const example = 'platform,tone,topic,length\nx,bold,new photo set,short';

/** A table, as a file or as text. @param props `problem`: why it can't be read as one */
export function TableInput(props: {
  source: Source;
  problem: string | undefined;
  onChange: (source: Source) => void;
}) {
  const { source, problem, onChange } = props;
  const [fileProblem, setFileProblem] = useState<string | null>(null);
  const [fileRead, setFileRead] = useState<string | null>(null);
  const [isOver, setIsOver] = useState(false);
  const forgetFile = useRef<() => void>(null);

  async function take(file: File | null | undefined) {
    if (file === null || file === undefined) return;
    // Else the same file, fixed, could not be taken again.
    forgetFile.current?.();
    try {
      const { text, encoding } = await readTextFile(file);
      setFileProblem(null);
      setFileRead(`${file.name}, read as ${encodingNames[encoding]}.`);
      onChange({ ...source, table: text });
    } catch (error) {
      setFileRead(null);
      setFileProblem(error instanceof FileProblem ? error.message : 'This file could not be read.');
    }
  }

  return (
    <Stack gap="md">
      <Group gap="md">
        <FileButton
          resetRef={forgetFile}
          accept=".csv,.tsv,.txt,text/csv"
          onChange={(file) => void take(file)}
        >
          {(button) => (
            <IconButton {...button} Icon={IconFileImport}>
              Import a file
            </IconButton>
          )}
        </FileButton>
        <Text size="sm" c="dimmed" role="status" style={{ overflowWrap: 'anywhere' }}>
          {fileRead ?? 'or drop it on the field, or paste cells from a spreadsheet'}
        </Text>
      </Group>
      <Textarea
        label="Table"
        description={
          <>
            With names in the first row, such as <Code>topic</Code>, <Code>platform</Code>,{' '}
            <Code>tone</Code>, <Code>length</Code>, or without. A blank cell means the default. As
            CSV, or as cells copied from a spreadsheet.
          </>
        }
        placeholder={example}
        autosize
        minRows={6}
        maxRows={14}
        spellCheck={false}
        styles={{
          input: {
            fontFamily: 'var(--mantine-font-family-monospace)',
            ...(isOver ? { outline: '2px dashed var(--mantine-primary-color-filled)' } : {}),
          },
        }}
        value={source.table}
        error={fileProblem ?? problem}
        onChange={({ currentTarget }) => {
          setFileProblem(null);
          setFileRead(null);
          onChange({ ...source, table: currentTarget.value });
        }}
        onDragOver={(event) => {
          event.preventDefault();
          setIsOver(true);
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setIsOver(false);
          void take(event.dataTransfer.files[0]);
        }}
      />
    </Stack>
  );
}
