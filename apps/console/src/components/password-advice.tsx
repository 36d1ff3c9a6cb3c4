import { Box, Group, List, Progress, Stack, Text, VisuallyHidden } from '@mantine/core';
import { IconCircle, IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { type ReactNode, useDeferredValue, useEffect, useState } from 'react';
import type { judge, Verdict } from './password-judge.ts';

const strengths = [
  { word: 'very weak', color: 'red' },
  { word: 'weak', color: 'red' },
  { word: 'fair', color: 'yellow' },
  { word: 'good', color: 'lamp' },
  { word: 'strong', color: 'lamp' },
] as const;

/** The rules, whether they are kept so far, and how hard the password is to guess. */
export function PasswordAdvice(props: {
  id: string;
  password: string;
  verdict: Verdict | undefined;
}) {
  const { id, password, verdict } = props;
  const isEmpty = password === '';
  const isUncommon = verdict === undefined ? undefined : !verdict.isCommon;
  return (
    <Stack id={id} gap={8} mt={8}>
      <Strength score={isEmpty ? undefined : verdict?.score} />
      <List size="sm" spacing={2} listStyleType="none" center>
        <Rule isKept={isEmpty ? undefined : hasRightLength(password)}>
          {leastCharacters} to {mostCharacters} characters, of any kind
        </Rule>
        <Rule isKept={isEmpty ? undefined : isUncommon}>Not one of the most common passwords</Rule>
      </List>
    </Stack>
  );
}

function Strength({ score }: { score: number | undefined }) {
  const strength = score === undefined ? undefined : strengths[score];
  return (
    <Group gap="sm" wrap="nowrap">
      <Progress
        flex={1}
        value={score === undefined ? 0 : (score + 1) * 20}
        color={strength?.color ?? 'gray'}
        aria-hidden
      />
      <Text size="xs" c="dimmed" w="5.5rem" ta="right" role="status">
        <VisuallyHidden>Strength: </VisuallyHidden>
        {strength?.word ?? '–'}
      </Text>
    </Group>
  );
}

function Rule({ isKept, children }: { isKept: boolean | undefined; children: ReactNode }) {
  const Icon = isKept === undefined ? IconCircle : isKept ? IconCircleCheck : IconCircleX;
  const color = isKept ? 'var(--mantine-color-lamp-text)' : 'var(--mantine-color-error)';
  const icon = <Icon size={16} aria-hidden {...(isKept === undefined ? {} : { color })} />;
  return (
    <List.Item icon={<Box lh={0}>{icon}</Box>} c="dimmed">
      {children}
      {isKept !== undefined && (
        <VisuallyHidden>{isKept ? ': kept' : ': not kept yet'}</VisuallyHidden>
      )}
    </List.Item>
  );
}

/**
 * The verdict on a password while it's typed; undefined while there's none: the list of words is still on its way, or
 * could not be had. The server judges in any case.
 */
export function useVerdict(password: string, email: string, firstName: string) {
  const [judgeNow, setJudge] = useState<typeof judge>();
  const isWanted = password !== '';
  useEffect(() => {
    if (!isWanted) return;
    import('./password-judge.ts').then(
      (module) => setJudge(() => module.judge),
      () => {},
    );
  }, [isWanted]);
  const settled = useDeferredValue(password);
  if (judgeNow === undefined || settled === '') return undefined;
  return judgeNow(settled, [email, firstName]);
}

/** The rules of registration, as the API has them. */
export const leastCharacters = 8;
export const mostCharacters = 128;

/** Whether a password's length is right, in characters of NFC, as the API counts them. */
export function hasRightLength(password: string): boolean {
  const { length } = Array.from(password.normalize('NFC'));
  return length >= leastCharacters && length <= mostCharacters;
}
