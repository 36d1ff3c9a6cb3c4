import type { Connection, DownloadCredential } from '@genie-helper/client';
import { nameOf } from '../../platform-names.ts';

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

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

const full = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeStyle: 'short' });

const minuteMs = 60_000;

const units = [
  { unit: 'year', ms: 365 * 24 * 60 * minuteMs },
  { unit: 'month', ms: 30 * 24 * 60 * minuteMs },
  { unit: 'week', ms: 7 * 24 * 60 * minuteMs },
  { unit: 'day', ms: 24 * 60 * minuteMs },
  { unit: 'hour', ms: 60 * minuteMs },
  { unit: 'minute', ms: minuteMs },
] as const;

/**
 * How long ago a moment was, or in how long it will be: "3 days ago", "in 5 hours", "just now".
 *
 * @param at ISO 8601
 */
export function ageOf(at: string, nowMs: number): string {
  const distanceMs = new Date(at).getTime() - nowMs;
  if (Number.isNaN(distanceMs)) return 'at an unknown time';
  for (const { unit, ms } of units) {
    if (Math.abs(distanceMs) >= ms) return relative.format(Math.trunc(distanceMs / ms), unit);
  }
  return distanceMs > 0 ? 'in a moment' : 'just now';
}

/** The moment in full, in the reader's zone. */
export function momentInFull(at: string): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? '' : full.format(date);
}

/** What is to be deleted, in words. */
export interface Deletion {
  id: string;
  name: string;
  /** What goes with it, as a sentence. */
  consequence: string;
}

export function deletionOfConnection(connection: Connection): Deletion {
  const what =
    connection.session === undefined ? 'Its login is' : 'Its login and its session cookies are';
  const consequence = `${what} removed from the server.`;
  return { id: connection.id, name: nameOf(connection), consequence };
}

export function deletionOfDownload({ id, label, type }: DownloadCredential): Deletion {
  const what = type === 'cookies' ? 'The cookies are' : 'The login is';
  return { id, name: label, consequence: `${what} removed from the server.` };
}
