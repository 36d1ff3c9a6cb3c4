/**
 * Devices: what people see of their own logins, and how they end them.
 *
 * Guarantees: a login is named by an id from which neither its `sid` nor any token can be had. Who ends a login names
 * its user as well, so nobody's id ends another one's. A login that was ended is refused from the next request on, like
 * after a sign-out, at every process; one that refreshes at that moment as well. Only our API may ask, and it asks for
 * whoever is signed in.
 *
 * Doesn't guarantee: that a device is what it says, see `shared/device-name.ts`.
 */
import { InvalidPayloadError } from '@directus/errors';
import { type EndLoginsAnswer, type LoginList, loginPaths } from '@genie-helper/guard-protocol';
import { optionalTextOf, optionalUserIdOf, textOf } from '../account-links/accounts.ts';
import { createApiRoute } from '../shared/api-route.ts';
import type { HookContext, HookRegistration } from '../shared/directus.ts';
import type { GuardSettings } from '../shared/settings.ts';
import { type DevicesDeps, endOneLogin, endOtherLogins, listLogins } from './logins-of-user.ts';

/** To be registered after the throttle, which remembers whose request it is. */
export function registerDevices(
  { init }: Pick<HookRegistration, 'init'>,
  { database: db, logger }: Pick<HookContext, 'database' | 'logger'>,
  { sharedSecrets: secrets, maxSessionMs }: Pick<GuardSettings, 'sharedSecrets' | 'maxSessionMs'>,
): void {
  const deps = { db, maxSessionMs };
  init('routes.before', ({ app }) => {
    if (secrets.length === 0) return;
    const route = (name: string, run: (body: unknown) => Promise<object>) =>
      createApiRoute({ secrets, logger }, name, run);
    app.post(
      loginPaths.list,
      route('Listing logins', (body) => list(deps, body)),
    );
    app.post(
      loginPaths.end,
      route('Ending logins', (body) => end(deps, body)),
    );
  });
}

async function list(deps: DevicesDeps, body: unknown): Promise<LoginList> {
  return { logins: await listLogins(deps, userIdOf(body), optionalTextOf(body, 'sid', 32)) };
}

async function end(deps: DevicesDeps, body: unknown): Promise<EndLoginsAnswer> {
  const userId = userIdOf(body);
  if (Reflect.get(Object(body), 'others') === true) {
    const exceptSid = optionalTextOf(body, 'exceptSid', 32);
    return { ended: await endOtherLogins(deps, userId, exceptSid) };
  }
  return { ended: await endOneLogin(deps, userId, textOf(body, 'id', 64)) };
}

function userIdOf(body: unknown): string {
  const userId = optionalUserIdOf(body, 'userId');
  if (userId !== undefined) return userId;
  throw new InvalidPayloadError({ reason: 'userId must be the id of a user' });
}
