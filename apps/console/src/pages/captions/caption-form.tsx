import { lengths, platforms, ruleOf, sentencesFor } from '@genie-helper/captions/rules';
import {
  Button,
  Group,
  Input,
  Kbd,
  NativeSelect,
  Paper,
  SegmentedControl,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconPlayerStopFilled, IconSparkles } from '@tabler/icons-react';
import { useId, useRef } from 'react';
import { type CaptionFormValues, longestTone, longestTopic } from './caption-drafts.ts';
import { rangeInWords, rulesInWords } from './measure-caption.ts';

const tones = ['playful', 'flirty', 'bold', 'warm', 'casual', 'excited', 'mysterious', 'funny'];
const platformChoices = platforms.map((value) => ({ value, label: ruleOf(value).label }));
const modKey = /mac|iphone|ipad/i.test(navigator.userAgent) ? '⌘' : 'Ctrl';

/**
 * What the caption shall be.
 *
 * @param props `topicProblem`: why the server refused the topic
 */
export function CaptionForm(props: {
  values: CaptionFormValues;
  onChange: (values: CaptionFormValues) => void;
  onWrite: () => void;
  onStop: () => void;
  isWriting: boolean;
  topicProblem: string | null;
}) {
  const { values, onChange, onWrite, onStop, isWriting, topicProblem } = props;
  const { platform, tone, topic, length } = values;
  const toneListId = useId();
  const lengthLabelId = useId();
  const writeButton = useRef<HTMLButtonElement>(null);
  const sentences = rangeInWords(sentencesFor(platform, length));
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
        <NativeSelect
          label="Platform"
          description={rulesInWords(platform)}
          inputWrapperOrder={['label', 'input', 'description']}
          // Room for two lines, so that nothing moves from one platform to the next.
          descriptionProps={{ mih: '1.85rem' }}
          data={platformChoices}
          value={platform}
          onChange={({ currentTarget }) => {
            const chosen = platforms.find((one) => one === currentTarget.value);
            if (chosen !== undefined) onChange({ ...values, platform: chosen });
          }}
        />
        <Textarea
          label="Topic"
          placeholder="new content drop"
          autosize
          minRows={3}
          maxRows={8}
          maxLength={longestTopic}
          value={topic}
          error={topicProblem}
          description={`${topic.length} of ${longestTopic} characters`}
          inputWrapperOrder={['label', 'input', 'error', 'description']}
          onChange={({ currentTarget }) => onChange({ ...values, topic: currentTarget.value })}
        />
        <TextInput
          label="Tone"
          placeholder="playful"
          list={toneListId}
          maxLength={longestTone}
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
          description={sentences === '1' ? '1 sentence' : `${sentences} sentences`}
          descriptionProps={{ mt: 6 }}
          inputWrapperOrder={['label', 'input', 'description']}
        >
          <SegmentedControl
            aria-labelledby={lengthLabelId}
            fullWidth
            data={lengths.map((value) => ({ value, label: toLabel(value) }))}
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
            Write caption
          </Button>
          {isWriting && (
            <Button
              variant="default"
              leftSection={<IconPlayerStopFilled size={16} aria-hidden />}
              onClick={() => {
                onStop();
                writeButton.current?.focus();
              }}
            >
              Stop
            </Button>
          )}
          {!isWriting && (
            <Text size="sm" c="dimmed" visibleFrom="xs">
              or <Kbd>{modKey}</Kbd> + <Kbd>Enter</Kbd>
            </Text>
          )}
        </Group>
      </Stack>
    </Paper>
  );
}

function toLabel(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
