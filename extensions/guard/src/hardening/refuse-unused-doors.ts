import { ForbiddenError } from '@directus/errors';

/** Whose request it is, as Directus says; null or absent for nobody. */
export interface Accountability {
  admin?: boolean;
  /** Whether they may use Directus's own app. */
  app?: boolean;
}

/** The part of an Express request that is looked at. */
export interface DoorRequest {
  path: string;
  accountability?: Accountability | null;
}

/** Doors that Directus 11.17.4 opens before it looks at anybody's rights, and who still needs them. */
const doors: readonly { pattern: RegExp; isFor: (who: Accountability) => boolean }[] = [
  // Begins at once, for anyone, as often as asked; its failure makes a row and a mail to whoever the account names.
  { pattern: /^\/utils\/export(\/|$)/, isFor: mayUseApp },
  // Sends the caller's body to Directus's makers first, and writes where that fails.
  { pattern: /^\/settings\/owner\/?$/, isFor: isAdmin },
  // Writes a text of any length to the caller's own account, whatever its permissions.
  { pattern: /^\/users\/me\/track\/page\/?$/, isFor: mayUseApp },
];

/** Express middleware: refuses those for whom a door isn't with 403. */
export function refuseUnusedDoors(
  { path, accountability }: DoorRequest,
  _response: unknown,
  next: (error?: unknown) => void,
): void {
  const lowerPath = path.toLowerCase();
  const door = doors.find(({ pattern }) => pattern.test(lowerPath));
  const isRefused = door !== undefined && !door.isFor(accountability ?? {});
  next(isRefused ? new ForbiddenError() : undefined);
}

function isAdmin({ admin }: Accountability): boolean {
  return admin === true;
}

function mayUseApp({ admin, app }: Accountability): boolean {
  return admin === true || app === true;
}
