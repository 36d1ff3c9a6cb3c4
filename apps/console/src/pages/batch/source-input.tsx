import { lengths, platforms, ruleOf } from '@genie-helper/captions/rules';
import { NativeSelect, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core';
import type { Source } from './batch-source.ts';

const platformChoices = platforms.map((value) => ({ value, label: ruleOf(value).label }));

const lengthChoices = lengths.map((value) => ({
  value,
  label: value.charAt(0).toUpperCase() + value.slice(1),
}));

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
        placeholder={'new photo set\nbehind the scenes in Lisbon\nquestions and answers tonight'}
        autosize
        minRows={6}
        maxRows={14}
        value={lines}
        onChange={({ currentTarget }) => onChange({ ...source, lines: currentTarget.value })}
      />
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="md">
        <NativeSelect
          label="Platform"
          data={platformChoices}
          value={defaults.platform}
          onChange={({ currentTarget }) => {
            const platform = platforms.find((one) => one === currentTarget.value);
            if (platform !== undefined) changeDefaults({ platform });
          }}
        />
        <TextInput
          label="Tone"
          placeholder="playful"
          maxLength={60}
          autoComplete="off"
          value={defaults.tone}
          onChange={({ currentTarget }) => changeDefaults({ tone: currentTarget.value })}
        />
        <NativeSelect
          label="Length"
          data={lengthChoices}
          value={defaults.length}
          onChange={({ currentTarget }) => {
            const length = lengths.find((one) => one === currentTarget.value);
            if (length !== undefined) changeDefaults({ length });
          }}
        />
      </SimpleGrid>
    </Stack>
  );
}
