import type { ListedJob, ListedUser } from '@genie-helper/client';
import { toCsv } from '../../../csv.ts';
import type { People } from './find-people.ts';
import { userName } from './labels.ts';

/** Records by the names of their columns, as CSV with a head; times are in UTC, and nothing is there for "unknown". */
export function tableOf(records: readonly Readonly<Record<string, string>>[]): string {
  return toCsv([Object.keys(records[0] ?? {}), ...records.map((record) => Object.values(record))]);
}

/** Jobs as CSV, with whose they are where that is known. */
export function toJobsCsv(jobs: readonly ListedJob[], people: People): string {
  return tableOf(
    jobs.map(({ id, status, progress, userId = '', createdAt, startedAt, finishedAt, error }) => {
      const user = people.get(userId);
      return {
        job: id,
        status,
        progress_percent: String(progress),
        user_id: userId,
        user_name: user === undefined ? '' : userName(user),
        accepted_utc: createdAt,
        begun_utc: startedAt ?? '',
        over_utc: finishedAt ?? '',
        error: error ?? '',
      };
    }),
  );
}

/** Users as CSV. */
export function toUsersCsv(users: readonly ListedUser[]): string {
  return tableOf(
    users.map((user) => ({
      user_id: user.id,
      email: user.email ?? '',
      first_name: user.firstName ?? '',
      role: user.role ?? '',
      plan: user.subscriptionTier ?? '',
      status: user.status,
      second_factor: user.twoFactor ? 'yes' : 'no',
      sessions: user.sessions === null ? '' : String(user.sessions),
      created_utc: user.createdAt ?? '',
      last_seen_utc: user.lastSeenAt ?? '',
    })),
  );
}
