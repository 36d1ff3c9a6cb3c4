import type { Platform } from '@genie-helper/captions/rules';
import { addRecent, type RecentCaption, type Wish } from './caption-drafts.ts';

/** What one platform's tab shows. */
export interface Slot {
  platform: Platform;
  /** Its caption among the recent ones; the last that succeeded, whatever came after it. */
  captionId: number | null;
  /** What was asked for last. */
  wish: Wish;
  state: 'waiting' | 'writing' | 'written' | 'failed' | 'stopped';
  /** Why it failed. */
  problem?: SlotProblem;
}

export interface SlotProblem {
  code: string;
  message: string;
  requestId?: string | undefined;
}

/** Everything on the page but the form: one tab a platform, and what was written in this tab of the browser. */
export interface Desk {
  slots: Slot[];
  /** Whose tab is shown. */
  open: Platform | null;
  /** Newest first. */
  recent: RecentCaption[];
}

export const emptyDesk: Desk = { slots: [], open: null, recent: [] };

export function isUnderWay({ state }: Pick<Slot, 'state'>): boolean {
  return state === 'waiting' || state === 'writing';
}

/** With one tab for each of these wishes, and no other; a platform's caption stays until its next one is there. */
export function askFor(desk: Desk, wishes: readonly Wish[]): Desk {
  const slots = wishes.map((wish) => askedSlot(desk, wish));
  return { ...desk, slots, open: wishes[0]?.platform ?? null };
}

/** With this wish in its platform's tab; the others stay as they are. */
export function askAgain(desk: Desk, wish: Wish): Desk {
  return withSlot(desk, askedSlot(desk, wish));
}

function askedSlot({ slots }: Desk, wish: Wish): Slot {
  const { platform } = wish;
  const captionId = slots.find((slot) => slot.platform === platform)?.captionId ?? null;
  return { platform, captionId, wish, state: 'waiting' };
}

/** With another state of one tab. */
export function setState(
  desk: Desk,
  platform: Platform,
  state: Slot['state'],
  problem?: SlotProblem,
): Desk {
  const slots = desk.slots.map((slot) => {
    if (slot.platform !== platform) return slot;
    const { problem: _old, ...rest } = slot;
    return { ...rest, state, ...(problem === undefined ? {} : { problem }) };
  });
  return { ...desk, slots };
}

/** With a caption that has just been written, in its platform's tab if that is there. */
export function addWritten(desk: Desk, caption: Omit<RecentCaption, 'id'>): Desk {
  const others = desk.slots.filter(({ platform }) => platform !== caption.platform);
  const shown = others.map((slot) => slot.captionId);
  const recent = addRecent(desk.recent, caption, shown);
  const captionId = recent[0]?.id ?? null;
  const slots = desk.slots.map(
    (slot): Slot =>
      slot.platform === caption.platform
        ? { platform: slot.platform, wish: slot.wish, captionId, state: 'written' }
        : slot,
  );
  return { ...desk, recent, slots };
}

/** With an earlier caption in its platform's tab, which is shown. */
export function openRecent(desk: Desk, { id, text: _text, ...caption }: RecentCaption): Desk {
  const { platform, tone, topic, length } = caption;
  const slot = desk.slots.find((one) => one.platform === platform);
  const opened: Slot =
    slot !== undefined && isUnderWay(slot)
      ? { ...slot, captionId: id }
      : { platform, captionId: id, wish: { platform, tone, topic, length }, state: 'written' };
  return { ...withSlot(desk, opened), open: platform };
}

function withSlot(desk: Desk, slot: Slot): Desk {
  const isThere = desk.slots.some(({ platform }) => platform === slot.platform);
  const slots = isThere
    ? desk.slots.map((one) => (one.platform === slot.platform ? slot : one))
    : [...desk.slots, slot];
  return { ...desk, slots };
}

/** With what isn't written any more stopped: the page was loaded anew while it was. */
export function stopOrphans(desk: Desk, isWritten: (platform: Platform) => boolean): Desk {
  const orphans = desk.slots.filter((slot) => isUnderWay(slot) && !isWritten(slot.platform));
  return orphans.reduce((next, { platform }) => setState(next, platform, 'stopped'), desk);
}

/** "Writing 2 of 3…", "2 written, 1 failed": how all of it is getting on; empty where that says itself. */
export function deskSummary({ slots }: Pick<Desk, 'slots'>): string {
  const count = (state: Slot['state']) => slots.filter((slot) => slot.state === state).length;
  const left = slots.filter(isUnderWay).length;
  if (slots.length === 1) return left > 0 ? 'Writing…' : '';
  if (left > 0) return `Writing… ${slots.length - left} of ${slots.length} done`;
  const parts = (['written', 'failed', 'stopped'] as const)
    .map((state) => [count(state), state] as const)
    .filter(([number]) => number > 0);
  return parts.map(([number, state]) => `${number} ${state}`).join(', ');
}
