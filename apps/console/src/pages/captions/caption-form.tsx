import { captionDefaults, sentencesFor } from '@genie-helper/captions/rules';
import {
  Button,
  Group,
  Input,
  Kbd,
  Paper,
  SegmentedControl,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconSparkles } from '@tabler/icons-react';
import { useId, useRef } from 'react';
import { lengthChoices, maxLengths } from '../../labels.ts';
import type { CaptionFormValues } from './caption-drafts.ts';
import { PlatformPicker } from './platform-picker.tsx';
import { rangeText } from './rules-text.ts';
import { StopButton } from './stop-button.tsx';
import { tones } from './tones.tsx';

const modKey = /mac|iphone|ipad/i.test(navigator.userAgent) ? '⌘' : 'Ctrl';

/** What the captions shall be, and why the server refused their topic. */
export function CaptionForm(props: {
  values: CaptionFormValues;
  onChange: (values: CaptionFormValues) => void;
  onWrite: () => void;
  onStop: () => void;
  isWriting: boolean;
  topicProblem: string | null;
  platformProblem: string | null;
}) {
  const { values, onChange, onWrite, onStop, isWriting, topicProblem, platformProblem } = props;
  const { platforms, tone, topic, length } = values;
  const toneListId = useId();
  const lengthLabelId = useId();
  const writeButton = useRef<HTMLButtonElement>(null);
  const sentences = sentencesText(values);
  return (
    <Paper
      component="form"
      aria-label="What to write"
      withBorder
      p="lg"
      onSubmit={(event) => {
        event.preventDefault();
        onWrite();
      }}
    >
      <Stack gap="md">
        <PlatformPicker
          value={platforms}
          problem={platformProblem}
          onChange={(chosen) => onChange({ ...values, platforms: chosen })}
        />
        <Textarea
          label="Topic"
          placeholder="new content drop"
          autosize
          minRows={3}
          maxRows={8}
          maxLength={maxLengths.topic}
          value={topic}
          error={topicProblem}
          description={`${topic.length} of ${maxLengths.topic} characters`}
          inputWrapperOrder={['label', 'input', 'error', 'description']}
          onChange={({ currentTarget }) => onChange({ ...values, topic: currentTarget.value })}
        />
        <TextInput
          label="Tone"
          placeholder="playful"
          list={toneListId}
          maxLength={maxLengths.tone}
          autoComplete="off"
          value={tone}
          onChange={({ currentTarget }) => onChange({ ...values, tone: currentTarget.value })}
        />
        <datalist id={toneListId}>
          {tones.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
        <Input.Wrapper
          label="Length"
          labelElement="div"
          labelProps={{ id: lengthLabelId }}
          description={sentences}
          descriptionProps={{ mt: 6 }}
          inputWrapperOrder={['label', 'input', 'description']}
        >
          <SegmentedControl
            aria-labelledby={lengthLabelId}
            fullWidth
            data={lengthChoices}
            value={length}
            onChange={(value) => onChange({ ...values, length: value })}
          />
        </Input.Wrapper>
        <Group gap="sm">
          <Button
            ref={writeButton}
            type="submit"
            leftSection={<IconSparkles size={18} aria-hidden />}
            aria-disabled={isWriting}
            {...(isWriting ? { 'data-disabled': true } : {})}
          >
            {platforms.length > 1 ? `Write ${platforms.length} captions` : 'Write caption'}
          </Button>
          {isWriting ? (
            // On a phone the page is at the result by then, which has its own.
            <StopButton onStop={onStop} next={writeButton} visibleFrom="md" />
          ) : (
            <Text size="sm" c="dimmed" visibleFrom="xs">
              or <Kbd>{modKey}</Kbd> + <Kbd>Enter</Kbd>
            </Text>
          )}
        </Group>
      </Stack>
    </Paper>
  );
}

/** How many sentences the length means, on whichever of the platforms. */
function sentencesText({ platforms, length }: CaptionFormValues): string {
  const chosen = platforms.length > 0 ? platforms : [captionDefaults.platform];
  const ranges = chosen.map((platform) => sentencesFor(platform, length));
  const min = Math.min(...ranges.map((range) => range.min));
  const max = Math.max(...ranges.map((range) => range.max));
  const text = rangeText({ min, max });
  const isSame = ranges.every((range) => range.min === min && range.max === max);
  return `${text} ${text === '1' ? 'sentence' : 'sentences'}${isSame ? '' : ', by platform'}`;
}
