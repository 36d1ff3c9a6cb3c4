/**
 * Directus hook: access tokens die with their session.
 *
 * Guarantees, for REST, GraphQL and new WebSocket connections: from the first request after a logout,
 * suspension, archiving, deletion, change of password, e-mail or role, an access token issued before
 * it is refused, in `json`, `cookie` and `session` mode alike, whichever Directus process on the
 * database answers. A refresh token used again after its replacement ends the login it belongs to.
 *
 * Doesn't guarantee: anything about a WebSocket that's already open, or about static tokens, which
 * Directus itself checks on each request. Why it holds and what else doesn't: `docs/invariants/sessions.md`.
 */
import { version } from 'directus/version';
import { currentSid } from './current-login.ts';
import type { GuardedRequest, HookContext, HookRegistration } from './directus-types.ts';
import { guardAuthentication } from './guard-authentication.ts';
import { createRequestGuard } from './guard-requests.ts';
import { hideRelations } from './hide-relations.ts';
import { createIntrospection } from './introspection/route.ts';
import { refuseDeleting, refuseDisabling } from './refuse-disabling.ts';
import { requireGuard } from './require-guard.ts';
import { endReusedLogin } from './reused-login.ts';
import { createSessionCounts } from './session-counts.ts';
import { readSettings } from './settings.ts';
import { createSignOut } from './sign-out.ts';
import { prepareGuard, refuseToStart } from './start.ts';
import { createAccessTokenVerifier } from './verify-access-token.ts';

export default function registerSessionGuard(
  { filter, init }: HookRegistration,
  context: HookContext,
): void {
  const { services, env, database, logger } = context;
  const settings = readSettings(env);
  const { graceMs, sessionCookie, introspectionSecrets } = settings;
  const verify = createAccessTokenVerifier(settings.secret);
  const guard = createRequestGuard({
    verify,
    graceMs,
    sessionCookie,
    onStaleSession: (db, session) => endReusedLogin(db, session, graceMs, logger),
  });
  guardAuthentication(services.AuthenticationService, graceMs, logger);
  hideRelations(services.RelationsService);

  filter('auth.jwt', (claims: Record<string, unknown>) => ({ ...claims, sid: currentSid() }));
  filter('authenticate', (_: unknown, { req }: { req: GuardedRequest }) =>
    guard.checkRequest(req, database),
  );
  filter(
    'websocket.authenticate',
    (_: unknown, { message }: { message: Record<string, unknown> }) =>
      guard.checkToken(message.access_token, database),
  );
  filter('extensions.update', refuseDisabling);
  filter('extensions.delete', refuseDeleting);

  init('app.before', async ({ app }) => {
    await prepareGuard(context, version, verify).catch(refuseToStart);
    if (introspectionSecrets.length === 0) return;
    const introspect = createIntrospection({
      db: database,
      verify,
      graceMs,
      secrets: introspectionSecrets,
      logger,
    });
    app.post('/genie/introspect', introspect);
  });
  init('middlewares.after', ({ app }) => app.use(requireGuard));
  init('routes.before', ({ app }) => {
    app.post('/genie/sign-out', createSignOut({ db: database, logger }));
    app.post('/genie/session-counts', createSessionCounts({ db: database, logger }));
  });
}
