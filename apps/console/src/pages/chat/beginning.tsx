import { Button, Group } from '@mantine/core';
import { IconMessage, IconMessageOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { EmptyState } from '../../components/page.tsx';

/** What one may ask; each is something that the assistant has a tool or a text for. */
const examples = [
  'Write a short, playful caption for Instagram about a sunset shoot.',
  'Which connections do I have?',
  'How do I start a batch of captions?',
];

/** What an empty conversation shows: what the assistant can be asked. */
export function Beginning({ onChoose }: { onChoose: (text: string) => void }) {
  return (
    <EmptyState
      icon={<IconMessage size={28} />}
      title="Ask for something"
      action={
        <Group justify="center" gap="xs" mt="xs">
          {examples.map((text) => (
            <Button
              key={text}
              variant="default"
              size="sm"
              h="auto"
              py={8}
              fw={400}
              styles={{ label: { whiteSpace: 'normal' } }}
              onClick={() => onChoose(text)}
            >
              {text}
            </Button>
          ))}
        </Group>
      }
    >
      It has the rights that you have, and never sees a password or a cookie.
    </EmptyState>
  );
}

/** What stands there where no model can answer: what works without one. */
export function NoAssistant() {
  return (
    <EmptyState
      icon={<IconMessageOff size={28} />}
      title="The assistant isn’t set up here"
      action={
        <Group justify="center" gap="xs" mt="xs">
          <Button renderRoot={(root) => <Link {...root} to="/captions" />}>Write a caption</Button>
          <Button variant="default" renderRoot={(root) => <Link {...root} to="/batch" />}>
            Write many at once
          </Button>
        </Group>
      }
    >
      It needs a language model, and whoever runs this server hasn’t added one. Captions, batches
      and your library work without it.
    </EmptyState>
  );
}
