import type { AccessEntry } from '@genie-helper/client';

/** By the id of a connection, the entry of when its login or session was last given out. */
export type LastOpenings = ReadonlyMap<string, AccessEntry>;

/** @param entries newest first */
export function lastOpeningsOf(entries: readonly AccessEntry[]): LastOpenings {
  const openings = new Map<string, AccessEntry>();
  for (const entry of entries) {
    const { action, outcome, creatorProfileId: id } = entry;
    const isOpening = outcome === 'done' && (action === 'reveal' || action === 'read_session');
    if (isOpening && id !== null && !openings.has(id)) openings.set(id, entry);
  }
  return openings;
}
