import { Group, List, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import type { CaptionMeasure, Count } from './measure-caption.ts';
import { rangeInWords } from './rules-in-words.ts';

/** A caption's counts, and in words what it breaks. */
export function CaptionCounts(props: { id: string; measure: CaptionMeasure; platform: string }) {
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
    <Text
      size="sm"
      c={count.isKept ? 'dimmed' : 'red'}
      {...(count.isKept ? {} : { fw: 600 })}
      data-count
    >
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
  const allowed = range.max === 0 ? 'none' : rangeInWords(range);
  return `${value} ${noun}${value === 1 ? '' : 's'}${judgement(count)} (${allowed})`;
}

function judgement({ value, range, isKept }: Count): string {
  if (isKept) return '';
  return value > range.max ? ', too many' : ', too few';
}
