import { ruleOf } from '@genie-helper/captions/rules';
import { Group, List, Loader, Paper, Stack, Text, Textarea, Title } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconMessage2, IconRefresh } from '@tabler/icons-react';
import { type RefObject, useDeferredValue, useId, useMemo } from 'react';
import { CopyButton } from '../../components/copy-button.tsx';
import { EmptyState, IconButton } from '../../components/page.tsx';
import type { RecentCaption } from './caption-drafts.ts';
import { type CaptionMeasure, type Count, measureCaption, rangeText } from './measure-caption.ts';

/** The caption, to be edited and copied; before there is one, what will be here. */
export function CaptionResult(props: Props & { caption: RecentCaption | undefined }) {
  const { caption, isWriting } = props;
  return (
    <Paper component="section" aria-label="The caption" withBorder p="lg" mih={320}>
      <Group justify="space-between" mb="sm" mih={28}>
        <Title order={2}>Caption</Title>
        <Group gap="xs" role="status">
          {isWriting && (
            <>
              <Loader size="xs" aria-hidden />
              <Text size="sm" c="dimmed">
                Writing…
              </Text>
            </>
          )}
        </Group>
      </Group>
      {caption === undefined ? (
        <EmptyState icon={<IconMessage2 size={28} />} title="No caption yet">
          Choose a platform, say what it is about, and have one written. You can edit it here.
        </EmptyState>
      ) : (
        <WrittenCaption {...props} caption={caption} />
      )}
    </Paper>
  );
}

interface Props {
  textRef: RefObject<HTMLTextAreaElement | null>;
  isWriting: boolean;
  onEdit: (text: string) => void;
  onWriteAnother: () => void;
}

function WrittenCaption(props: Props & { caption: RecentCaption }) {
  const { caption, textRef, isWriting, onEdit, onWriteAnother } = props;
  const { text, platform, length, topic, model } = caption;
  const countsId = useId();
  const deferred = useDeferredValue(text);
  const measure = useMemo(
    () => measureCaption(deferred, { platform, length, topic }),
    [deferred, platform, length, topic],
  );
  const { label } = ruleOf(platform);
  return (
    <Stack gap="md">
      <Textarea
        ref={textRef}
        aria-label={`Caption for ${label}`}
        aria-describedby={countsId}
        dir="auto"
        autosize
        minRows={4}
        maxRows={16}
        value={text}
        onChange={({ currentTarget }) => onEdit(currentTarget.value)}
      />
      <CaptionCounts id={countsId} measure={measure} platform={label} />
      <Group gap="sm">
        <CopyButton text={text} label="Copy caption" />
        <IconButton
          Icon={IconRefresh}
          aria-disabled={isWriting}
          {...(isWriting ? { 'data-disabled': true } : {})}
          onClick={onWriteAnother}
        >
          Write another
        </IconButton>
      </Group>
      <Text size="xs" c="dimmed">
        For {label}, written by {model === 'builtin' ? 'the built-in writer' : model}.
      </Text>
    </Stack>
  );
}

/** A caption's counts, and in words what it breaks. */
function CaptionCounts(props: { id: string; measure: CaptionMeasure; platform: string }) {
  const { id, measure, platform } = props;
  const { characters, hashtags, sentences, problems } = measure;
  return (
    <Stack gap="xs" id={id}>
      <Group gap="4px 24px">
        <CountText
          count={characters}
          text={`${characters.value.toLocaleString('en')} of ${characters.range.max.toLocaleString('en')} characters${judgement(characters)}`}
        />
        <CountText count={hashtags} text={withRange(hashtags, 'hashtag')} />
        <CountText count={sentences} text={withRange(sentences, 'sentence')} />
      </Group>
      <div aria-live="polite">
        {problems.length === 0 ? (
          <Verdict isKept>{`Keeps to what ${platform} asks.`}</Verdict>
        ) : (
          <Stack gap={4}>
            <Verdict isKept={false}>{`Before you post this on ${platform}:`}</Verdict>
            <List size="sm" withPadding>
              {problems.map((problem) => (
                <List.Item key={problem}>{problem}</List.Item>
              ))}
            </List>
          </Stack>
        )}
      </div>
    </Stack>
  );
}

/** What breaks a rule says so in words too. */
function CountText({ count, text }: { count: Count; text: string }) {
  return (
    <Text size="sm" data-count {...(count.isKept ? { c: 'dimmed' } : { c: 'red', fw: 600 })}>
      {text}
    </Text>
  );
}

function Verdict({ isKept, children }: { isKept: boolean; children: string }) {
  const Icon = isKept ? IconCircleCheck : IconAlertTriangle;
  return (
    <Group gap={6} wrap="nowrap">
      <Text component="span" display="flex" c={isKept ? 'lamp' : 'red'} aria-hidden>
        <Icon size={18} />
      </Text>
      <Text size="sm" fw={500}>
        {children}
      </Text>
    </Group>
  );
}

function withRange(count: Count, noun: string): string {
  const { value, range } = count;
  const allowed = range.max === 0 ? 'none' : rangeText(range);
  const text = `${value} ${noun}${value === 1 ? '' : 's'}`;
  // What a length asks for is no rule of the platform: beside "keeps to what it asks" it would read as a fault.
  const isOutside = value < range.min || value > range.max;
  return count.isKept && isOutside ? text : `${text}${judgement(count)} (${allowed})`;
}

function judgement({ value, range, isKept }: Count): string {
  if (isKept) return '';
  return value > range.max ? ', too many' : ', too few';
}
