import type { ServiceClient } from '@genie-helper/client';
import type { State } from '../shared/labels.ts';

/** What a server can be allowed, in words. */
export const routeLabels = {
  store: 'Store logins',
  reveal: 'Open logins',
  'reveal-download-cred': 'Open download logins',
  'get-platform-session': 'Open sessions',
  usage: 'Count use',
} as const;

export type Route = keyof typeof routeLabels;

/** A right in words; one that this page doesn't know yet as it is. */
export function routeLabel(route: string): string {
  return routeLabels[route as Route] ?? route;
}

/** Whether a server counts. @param now epoch milliseconds */
export function serverState(
  { endedAt, expiresAt }: Pick<ServiceClient, 'endedAt' | 'expiresAt'>,
  now: number,
): State {
  if (endedAt !== null) return { label: 'Ended', color: 'gray' };
  const isOver = expiresAt !== null && Date.parse(expiresAt) <= now;
  return isOver ? { label: 'Expired', color: 'yellow' } : { label: 'Active', color: 'lamp' };
}
