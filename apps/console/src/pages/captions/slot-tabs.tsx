import { type Platform, ruleOf } from '@genie-helper/captions/rules';
import { Loader, Tabs, Text, VisuallyHidden } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconPlayerStopFilled } from '@tabler/icons-react';
import type { RefObject } from 'react';
import type { Desk, Slot } from './caption-desk.ts';
import type { Wish } from './caption-drafts.ts';
import { SlotPanel } from './slot-panel.tsx';

/** What came for each platform; tabs where there are several. */
export default function SlotTabs(props: {
  desk: Desk;
  textRef: RefObject<HTMLTextAreaElement | null>;
  onOpen: (platform: Platform) => void;
  onEdit: (captionId: number, text: string) => void;
  onWrite: (wish: Wish) => void;
}) {
  const { desk, textRef, onOpen, onEdit, onWrite } = props;
  const { slots, recent } = desk;
  const open = slots.find(({ platform }) => platform === desk.open) ?? slots[0];

  function panel(slot: Slot) {
    const caption = recent.find(({ id }) => id === slot.captionId);
    return (
      <SlotPanel
        key={slot.platform}
        slot={slot}
        caption={caption}
        textRef={textRef}
        onEdit={(text) => caption !== undefined && onEdit(caption.id, text)}
        onWrite={onWrite}
      />
    );
  }

  if (open === undefined) return null;
  if (slots.length === 1) return panel(open);
  return (
    <Tabs
      value={open.platform}
      keepMounted={false}
      onChange={(value) => {
        const chosen = slots.find(({ platform }) => platform === value);
        if (chosen !== undefined) onOpen(chosen.platform);
      }}
    >
      <Tabs.List mb="md">
        {slots.map((slot) => (
          <Tabs.Tab
            key={slot.platform}
            value={slot.platform}
            px="sm"
            rightSection={<SlotIcon slot={slot} />}
          >
            {ruleOf(slot.platform).label}
            <VisuallyHidden>{` (${stateWords[slot.state]})`}</VisuallyHidden>
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {slots.map((slot) => (
        <Tabs.Panel key={slot.platform} value={slot.platform}>
          {panel(slot)}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

const stateWords: Readonly<Record<Slot['state'], string>> = {
  waiting: 'waits',
  writing: 'being written',
  written: 'written',
  failed: 'not written',
  stopped: 'stopped',
};

/** All of one size, so that no tab moves when its caption comes. */
function SlotIcon({ slot: { state } }: { slot: Slot }) {
  const icon = {
    waiting: <Loader size={14} type="dots" />,
    writing: <Loader size={14} />,
    written: <IconCheck size={14} />,
    failed: <IconAlertTriangle size={14} />,
    stopped: <IconPlayerStopFilled size={14} />,
  }[state];
  return (
    <Text
      component="span"
      display="flex"
      w={14}
      h={14}
      aria-hidden
      {...(state === 'failed' ? { c: 'red' } : { c: 'dimmed' })}
    >
      {icon}
    </Text>
  );
}
