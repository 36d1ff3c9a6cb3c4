/**
 * The sessions' guard: access tokens die with their session.
 *
 * Guarantees, for REST, GraphQL and new WebSocket connections: from the first request after a logout,
 * suspension, archiving, deletion, change of password, e-mail or role, an access token issued before
 * it is refused, in `json`, `cookie` and `session` mode alike, whichever Directus process on the
 * database answers; an upload that was under way at that moment as well. A refresh token used again after its
 * replacement, however long after, ends the login it belongs to.
 *
 * Doesn't guarantee: anything about a WebSocket that's already open, or about static tokens, which
 * Directus itself checks on each request. Why it holds and what else doesn't: `docs/invariants/sessions.md`.
 */
import { introspectionPath } from '@genie-helper/guard-protocol';
import { version } from 'directus/version';
import type { RightsGuard } from '../rights/index.ts';
import type { DirectusRequest, HookContext, HookRegistration } from '../shared/directus.ts';
import type { GuardSettings } from '../shared/settings.ts';
import { createAccessTokenVerifier, createSignedTokenReader } from './access-token.ts';
import { createSessionCounts, createSignOut } from './administration.ts';
import { guardAuthentication } from './authentication.ts';
import { createIntrospection } from './introspection.ts';
import { createLateBodies } from './late-bodies.ts';
import { currentSid } from './logins.ts';
import { endReusedLogin } from './refresh-grace.ts';
import { createRefreshTokens } from './refresh-tokens.ts';
import { createRefusalLog } from './refusals.ts';
import { createRequestGuard, requireGuard } from './requests.ts';
import { createReusedLogins } from './reused-logins.ts';
import { prepareGuard, refuseToStart } from './self-test.ts';
import { hideRelations } from './tables.ts';

/** @throws Error if this Directus isn't one that the guard was made for */
export function registerSessions(
  { filter, init }: HookRegistration,
  context: HookContext,
  settings: GuardSettings,
  rights: RightsGuard,
): void {
  const { services, database, logger } = context;
  const { sessionCookie, sharedSecrets, loginLimits } = settings;
  const verify = createAccessTokenVerifier(settings.secret);
  const reusedLogins = createReusedLogins();
  const deps = { logger, reusedLogins, refreshTokens: createRefreshTokens(settings.secret) };
  const guard = createRequestGuard({
    verify,
    readSigned: createSignedTokenReader(settings.secret),
    sessionCookie,
    reusedLogins,
    onRefusal: createRefusalLog({ db: database, logger }),
    onStaleSession: (db, session) => endReusedLogin({ ...deps, db }, session),
  });
  guardAuthentication(services.AuthenticationService, {
    ...deps,
    maxSessions: loginLimits.userSessions,
  });
  hideRelations(services.RelationsService);

  filter('auth.jwt', (claims: Record<string, unknown>) => ({ ...claims, sid: currentSid() }));
  filter('authenticate', async (_: unknown, { req }: { req: DirectusRequest }) => {
    await rights.enter(req, await guard.checkRequest(req, database));
  });
  filter(
    'websocket.authenticate',
    (_: unknown, { message }: { message: Record<string, unknown> }) =>
      guard.checkToken(message.access_token, database),
  );

  init('app.before', async ({ app }) => {
    await prepareGuard(context, version, verify, rights.prepare).catch(refuseToStart);
    if (sharedSecrets.length === 0) return;
    const asked = { db: database, verify, reusedLogins, secrets: sharedSecrets, logger };
    app.post(introspectionPath, createIntrospection(asked));
  });
  init('middlewares.after', ({ app }) => app.use(requireGuard));
  init('routes.before', ({ app }) => {
    const { tempDir } = settings;
    app.use(createLateBodies({ db: database, logger, verify, guard, rights, tempDir }));
    app.post('/genie/sign-out', createSignOut({ db: database, logger }));
    app.post('/genie/session-counts', createSessionCounts({ db: database, logger }));
  });
}
