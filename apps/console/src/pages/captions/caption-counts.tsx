import { ruleOf } from '@genie-helper/captions/rules';
import { Group, List, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useDeferredValue, useMemo } from 'react';
import type { RecentCaption } from './caption-drafts.ts';
import { type Count, measureCaption } from './measure-caption.ts';
import { rangeText } from './rules-text.ts';

/**
 * A caption's counts, and in words what it breaks. Loaded with the first caption: the rules know the words of many
 * languages, which the first page needn't wait for.
 */
export default function CaptionCounts(props: { id: string; caption: RecentCaption }) {
  const { id, caption } = props;
  const { platform, length, topic } = caption;
  const text = useDeferredValue(caption.text);
  const { characters, hashtags, sentences, problems } = useMemo(
    () => measureCaption(text, { platform, length, topic }),
    [text, platform, length, topic],
  );
  const { label } = ruleOf(platform);
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
          <Verdict isKept>{`Keeps to what ${label} asks.`}</Verdict>
        ) : (
          <Stack gap={4}>
            <Verdict isKept={false}>{`Before you post this on ${label}:`}</Verdict>
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
