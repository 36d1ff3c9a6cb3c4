import { ruleOf } from '@genie-helper/captions/rules';
import { Button, Group, Loader, Paper, Stack, Text, Textarea, Title } from '@mantine/core';
import { IconMessage2, IconRefresh } from '@tabler/icons-react';
import { type RefObject, useDeferredValue, useId, useMemo } from 'react';
import { CopyButton } from '../../components/copy-button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { CaptionCounts } from './caption-counts.tsx';
import { measureCaption } from './measure-caption.ts';
import type { RecentCaption } from './recent-captions.ts';

/** The caption, to be edited and copied; before there is one, what will be here. */
export function CaptionResult(props: {
  caption: RecentCaption | undefined;
  textRef: RefObject<HTMLTextAreaElement | null>;
  isWriting: boolean;
  onEdit: (text: string) => void;
  onWriteAnother: () => void;
}) {
  const { caption, textRef, isWriting, onEdit, onWriteAnother } = props;
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
        <WrittenCaption
          caption={caption}
          textRef={textRef}
          isWriting={isWriting}
          onEdit={onEdit}
          onWriteAnother={onWriteAnother}
        />
      )}
    </Paper>
  );
}

function WrittenCaption(props: {
  caption: RecentCaption;
  textRef: RefObject<HTMLTextAreaElement | null>;
  isWriting: boolean;
  onEdit: (text: string) => void;
  onWriteAnother: () => void;
}) {
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
        autosize
        minRows={4}
        maxRows={16}
        value={text}
        onChange={({ currentTarget }) => onEdit(currentTarget.value)}
      />
      <CaptionCounts id={countsId} measure={measure} platform={label} />
      <Group gap="sm">
        <CopyButton text={text} label="Copy caption" />
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} aria-hidden />}
          aria-disabled={isWriting}
          {...(isWriting ? { 'data-disabled': true } : {})}
          onClick={onWriteAnother}
        >
          Write another
        </Button>
      </Group>
      <Text size="xs" c="dimmed">
        For {label}, written by {model === 'builtin' ? 'the built-in writer' : model}.
      </Text>
    </Stack>
  );
}
