import { sentencesFor } from '@genie-helper/captions/rules';
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
import { IconPlayerStopFilled, IconSparkles } from '@tabler/icons-react';
import { useId, useRef } from 'react';
import { ChoiceField } from '../../components/choices.tsx';
import { IconButton } from '../../components/page.tsx';
import { lengthChoices, maxLengths, platformChoices } from '../../labels.ts';
import type { CaptionFormValues } from './caption-drafts.ts';
import { rangeText, rulesText } from './measure-caption.ts';

const tones = ['playful', 'flirty', 'bold', 'warm', 'casual', 'excited', 'mysterious', 'funny'];
const modKey = /mac|iphone|ipad/i.test(navigator.userAgent) ? '⌘' : 'Ctrl';

/** What the caption shall be, and why the server refused its topic. */
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
  const sentences = rangeText(sentencesFor(platform, length));
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
        <ChoiceField
          label="Platform"
          description={rulesText(platform)}
          inputWrapperOrder={['label', 'input', 'description']}
          // Room for two lines, so that nothing moves from one platform to the next.
          descriptionProps={{ mih: '1.85rem' }}
          choices={platformChoices}
          value={platform}
          onChange={(chosen) => onChange({ ...values, platform: chosen })}
        />
        <Textarea
          label="Topic"
          dir="auto"
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
          description={sentences === '1' ? '1 sentence' : `${sentences} sentences`}
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
            Write caption
          </Button>
          {isWriting ? (
            <IconButton
              Icon={IconPlayerStopFilled}
              onClick={() => {
                onStop();
                writeButton.current?.focus();
              }}
            >
              Stop
            </IconButton>
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
