import type { Job, ListedUser } from '@genie-helper/client';

/** A state in one word, and its colour. */
export interface State {
  label: string;
  color: string;
}

export const jobStates: Readonly<Record<Job['status'], State>> = {
  queued: { label: 'Queued', color: 'gray' },
  processing: { label: 'Processing', color: 'blue' },
  completed: { label: 'Completed', color: 'lamp' },
  failed: { label: 'Failed', color: 'red' },
  cancelled: { label: 'Cancelled', color: 'gray' },
};

/** Whether a job can be started again: what it has is kept, the rest is written. */
export function isRetryable(status: Job['status']): boolean {
  return status === 'failed' || status === 'cancelled';
}

/** The part of an id by which people tell two apart. */
export function shortId(id: string): string {
  return id.slice(0, 8);
}

/** What somebody is called in a list. */
export function userName(user: Pick<ListedUser, 'id' | 'email' | 'firstName'>): string {
  return user.email ?? user.firstName ?? user.id;
}

/** What has become of somebody's sessions, as a sentence. */
export function sessionsEnded(name: string, ended: number): string {
  if (ended === 0) return `${name} had no session left.`;
  return `${name} is signed out: ${ended === 1 ? 'one session has' : `${ended} sessions have`} ended.`;
}
