import type { Conversation } from '@genie-helper/client';
import { Drawer, NavLink, ScrollArea, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { formatMessageTime } from './message-text.ts';
import { titleOf } from './use-conversations.ts';

/** The conversations, as links to them. @param props `onGo`: called when one is followed */
export function ConversationList(props: {
  conversations: readonly Conversation[];
  openId: string;
  onGo?: () => void;
}) {
  const { conversations, openId, onGo } = props;
  return (
    <nav aria-label="Conversations">
      {conversations.length === 0 && (
        <Text size="sm" c="dimmed" p="sm">
          Your conversations will be listed here.
        </Text>
      )}
      <ul style={{ listStyle: 'none', margin: 0, padding: 0 }}>
        {conversations.map((one) => (
          <li key={one.sessionId}>
            <NavLink
              renderRoot={(root) => (
                <Link {...root} to="/chat" search={{ conversation: one.sessionId }} />
              )}
              label={titleOf(one)}
              title={titleOf(one)}
              description={formatMessageTime(one.lastMessageAt, new Date())}
              active={one.sessionId === openId}
              aria-current={one.sessionId === openId ? 'page' : undefined}
              onClick={() => onGo?.()}
              styles={{
                root: { borderRadius: 'var(--mantine-radius-md)' },
                body: { minWidth: 0 },
                label: { unicodeBidi: 'plaintext', textAlign: 'start' },
                description: { color: 'var(--mantine-color-dimmed)' },
              }}
              noWrap
            />
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The same over the page, where there is no room beside it. */
export function ConversationDrawer(props: {
  opened: boolean;
  onClose: () => void;
  conversations: readonly Conversation[];
  openId: string;
}) {
  const { opened, onClose, conversations, openId } = props;
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      title="Your conversations"
      size="sm"
      scrollAreaComponent={ScrollArea.Autosize}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <ConversationList conversations={conversations} openId={openId} onGo={onClose} />
    </Drawer>
  );
}
