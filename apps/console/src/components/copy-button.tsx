import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';

/** Copies `text`, and says that it has; or that it couldn't, as on plain HTTP, where browsers let no page copy. */
export function CopyButton(props: { text: string; label?: string; disabled?: boolean }) {
  const { text, label = 'Copy', disabled = false } = props;
  const clipboard = useClipboard({ timeout: 2000 });
  const failed = clipboard.error === null ? label : 'Select the text to copy it';
  return (
    <Button
      variant="default"
      disabled={disabled}
      leftSection={
        clipboard.copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />
      }
      onClick={() => clipboard.copy(text)}
    >
      <span aria-live="polite">{clipboard.copied ? 'Copied' : failed}</span>
    </Button>
  );
}
