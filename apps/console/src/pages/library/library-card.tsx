import { type Platform, platforms, ruleOf } from '@genie-helper/captions/rules';
import type { LibraryCaption } from '@genie-helper/client';
import { Anchor, Badge, Group, Paper, Stack, Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { CopyButton } from '../../components/copy-button.tsx';
import { IconButton } from '../../components/page.tsx';
import { readOneOf } from '../../labels.ts';
import { formatTimestamp } from '../../timestamps.ts';

/** One that is longer is cut until somebody asks for the rest. */
const shortLength = 400;

/** A caption with what it was asked for, to be copied or deleted. */
export function LibraryCard(props: { caption: LibraryCaption; onDelete: () => void }) {
  const { caption, onDelete } = props;
  const { caption: text, topic, tone, writtenAt } = caption;
  const [isWhole, setWhole] = useState(false);
  const isLong = text.length > shortLength || text.split('\n').length > 8;
  const name = captionName(caption);
  return (
    <Paper component="article" aria-label={name} withBorder p="md">
      <Stack gap="sm">
        <Group gap="4px 12px">
          <Badge variant="default" tt="none">
            {platformLabel(caption.platform)}
          </Badge>
          <Text size="sm" c="dimmed">
            <time dateTime={writtenAt}>{formatTimestamp(writtenAt)}</time>
          </Text>
          <Source caption={caption} />
        </Group>
        <Text
          dir="auto"
          style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}
          {...(isLong && !isWhole ? { lineClamp: 8 } : {})}
        >
          {text}
        </Text>
        {isLong && (
          <Anchor
            component="button"
            type="button"
            size="sm"
            ta="start"
            aria-expanded={isWhole}
            onClick={() => setWhole(!isWhole)}
          >
            {isWhole ? 'Show less' : 'Show all of it'}
          </Anchor>
        )}
        <Text
          size="sm"
          c="dimmed"
          style={{ overflowWrap: 'anywhere' }}
          lineClamp={2}
          title={`${topic}, ${tone}`}
        >
          About <bdi>{topic}</bdi>, <bdi>{tone}</bdi>
        </Text>
        <Group gap="sm">
          <CopyButton text={text} label="Copy" of={name} size="xs" />
          <IconButton Icon={IconTrash} size="xs" onClick={onDelete} aria-label={`Delete ${name}`}>
            Delete
          </IconButton>
        </Group>
      </Stack>
    </Paper>
  );
}

function Source({ caption: { source, jobId } }: { caption: LibraryCaption }) {
  if (source === 'single') return null;
  if (source === 'chat' || jobId === undefined) {
    return (
      <Text size="sm" c="dimmed">
        {source === 'chat' ? 'From the chat' : 'From a batch'}
      </Text>
    );
  }
  return (
    <Anchor size="sm" renderRoot={(root) => <Link {...root} to="/batch" search={{ job: jobId }} />}>
      From a batch
    </Anchor>
  );
}

/** What tells it from others: its platform and time. */
function captionName({ platform, writtenAt }: LibraryCaption): string {
  return `the caption for ${platformLabel(platform)} of ${formatTimestamp(writtenAt)}`;
}

/** One that the console doesn't know yet is called as the server calls it. */
export function platformLabel(platform: string): string {
  const known: Platform | undefined = readOneOf(platform, platforms);
  return known === undefined ? platform : ruleOf(known).label;
}
