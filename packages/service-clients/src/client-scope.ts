/** What a service client may do: routes, and where it's bound, platforms and owners. */

/** The routes that a client can be given, by the last part of their address. */
export const clientRoutes = [
  'store',
  'reveal',
  'reveal-download-cred',
  'get-platform-session',
  'usage',
] as const;

export type ClientRoute = (typeof clientRoutes)[number];

/** `null`: any. */
export interface ClientScope {
  routes: readonly ClientRoute[];
  /** Of connections and their sessions. Download credentials belong to no platform. */
  platforms: readonly string[] | null;
  /** Ids of users. */
  owners: readonly string[] | null;
}

const maxPlatforms = 50;
const maxOwners = 100;
const platform = /^[a-z0-9_-]{1,50}$/;
const userId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** @returns the first field that can't be, and what it must be; undefined where all is well */
export function scopeProblem({ routes, platforms, owners }: ClientScope) {
  const isOneOf = (route: string) => (clientRoutes as readonly string[]).includes(route);
  if (routes.length === 0 || !routes.every(isOneOf) || hasTwice(routes)) {
    return { field: 'routes', message: `must be one or more of ${clientRoutes.join(', ')}` };
  }
  if (platforms !== null && !isList(platforms, platform, maxPlatforms)) {
    return { field: 'platforms', message: `must be 1 to ${maxPlatforms} names of platforms` };
  }
  if (platforms !== null && routes.includes('reveal-download-cred')) {
    const message =
      'must be left out for reveal-download-cred, since download credentials have no platform';
    return { field: 'platforms', message };
  }
  if (owners !== null && !isList(owners, userId, maxOwners)) {
    return { field: 'owners', message: `must be 1 to ${maxOwners} ids of users` };
  }
  return undefined;
}

function isList(texts: readonly string[], form: RegExp, maximum: number): boolean {
  const isLong = texts.length === 0 || texts.length > maximum;
  return !isLong && !hasTwice(texts) && texts.every((text) => form.test(text));
}

function hasTwice(texts: readonly string[]): boolean {
  return new Set(texts).size < texts.length;
}
