import { captionDefaults } from '@genie-helper/captions/rules';
import { Button, Group, Stack, Text } from '@mantine/core';
import { IconMoodSmile } from '@tabler/icons-react';
import { useId, useRef, useState } from 'react';
import { IconButton } from '../../components/page.tsx';

/** Suggested; any other can be typed. */
export const tones = [
  'playful',
  'flirty',
  'bold',
  'warm',
  'casual',
  'excited',
  'mysterious',
  'funny',
];

/**
 * Asks anew in another tone: the button opens the tones, of which one is chosen.
 *
 * @param props `tone`: the one that it has, which isn't offered
 */
export function useAnotherTone(props: {
  tone: string;
  isDisabled: boolean;
  onChoose: (tone: string) => void;
}) {
  const { tone, isDisabled, onChoose } = props;
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const present = tone.trim().toLowerCase() || captionDefaults.tone;

  function close() {
    button.current?.focus();
    setOpen(false);
  }

  const opener = (
    <IconButton
      ref={button}
      Icon={IconMoodSmile}
      aria-expanded={isOpen}
      aria-controls={id}
      onClick={() => setOpen(!isOpen)}
    >
      Another tone
    </IconButton>
  );
  const choices = (
    <Stack
      id={id}
      gap={6}
      role="group"
      aria-label="Tones"
      hidden={!isOpen}
      display={isOpen ? undefined : 'none'}
      onKeyDown={({ key }) => key === 'Escape' && close()}
    >
      <Text size="sm" c="dimmed">
        Written anew for this platform alone. For a tone of your own, type it on the form.
      </Text>
      <Group gap="xs">
        {tones
          .filter((one) => one !== present)
          .map((one) => (
            <Button
              key={one}
              variant="default"
              size="xs"
              aria-disabled={isDisabled}
              {...(isDisabled ? { 'data-disabled': true } : {})}
              onClick={() => {
                if (isDisabled) return;
                close();
                onChoose(one);
              }}
            >
              {one}
            </Button>
          ))}
      </Group>
    </Stack>
  );
  return { opener, choices };
}
