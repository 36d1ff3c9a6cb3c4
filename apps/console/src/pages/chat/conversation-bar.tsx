import type { Conversation } from '@genie-helper/client';
import { Box, Group, Text, VisuallyHidden } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { IconButton } from '../../components/page.tsx';
import classes from './chat.module.css';
import { DeleteConversationDialog, RenameDialog } from './conversation-dialogs.tsx';
import { titleOf } from './use-conversations.ts';

/** What stands above an open conversation: its title, and what can be done with it. */
export function ConversationBar(props: { conversation: Conversation; onDeleted: () => void }) {
  const { conversation, onDeleted } = props;
  const [asked, setAsked] = useState<'rename' | 'delete'>();
  const close = () => setAsked(undefined);
  const title = titleOf(conversation);
  return (
    <Group wrap="nowrap" gap="xs" mb="xs">
      <Text dir="auto" fw={600} truncate flex={1} miw={0} title={title}>
        {title}
      </Text>
      <IconButton
        Icon={IconPencil}
        size="xs"
        className={classes.action}
        onClick={() => setAsked('rename')}
      >
        <ButtonName>Rename</ButtonName>
      </IconButton>
      <IconButton
        Icon={IconTrash}
        size="xs"
        className={classes.action}
        onClick={() => setAsked('delete')}
      >
        <ButtonName>Delete</ButtonName>
      </IconButton>
      <RenameDialog conversation={conversation} opened={asked === 'rename'} onClose={close} />
      <DeleteConversationDialog
        conversation={conversation}
        opened={asked === 'delete'}
        onClose={close}
        onDeleted={onDeleted}
      />
    </Group>
  );
}

/** Seen where there is room beside the title, and read out in any case. */
function ButtonName({ children }: { children: string }) {
  return (
    <>
      <Box component="span" visibleFrom="xs" aria-hidden>
        {children}
      </Box>
      <VisuallyHidden>{children}</VisuallyHidden>
    </>
  );
}
