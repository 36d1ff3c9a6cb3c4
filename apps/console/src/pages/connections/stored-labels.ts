import type { Connection } from '@genie-helper/client';

export type KeyState = Connection['keyState'];

/** A key state in words. */
export interface KeyWords {
  label: string;
  color: string;
  /** What it means and what to do; absent where there is nothing to do. */
  note?: string;
}

export const keyWords: Readonly<Record<KeyState, KeyWords>> = {
  current: { label: 'Current key', color: 'teal' },
  previous: {
    label: 'Older key',
    color: 'yellow',
    note: 'It is still readable, and gets the current key at the next rotation.',
  },
  missing: {
    label: 'Key is missing',
    color: 'red',
    note: 'The server no longer has the key of this, so it is of no use. Store it again.',
  },
};
