/**
 * The sessions' guard: access tokens die with their session.
 *
 * Guarantees, for REST, GraphQL and new WebSocket connections: from the first request after a logout,
 * suspension, archiving, deletion, change of password, e-mail or role, an access token issued before
 * it is refused, in `json`, `cookie` and `session` mode alike, whichever Directus process on the
 * database answers; an upload that was under way at that moment as well. A refresh token used again after its
 * replacement, however long after, ends the login it belongs to. A login lasts `SESSION_MAX_DAYS` at most.
 *
 * Doesn't guarantee: anything about a WebSocket that's already open, or about static tokens, which
 * Directus itself checks on each request. Why it holds and what else doesn't: `docs/invariants/sessions.md`.
 */
import { introspectionPath, lateRequestMs, loginPaths } from '@genie-helper/guard-protocol';
import type { GuardMetrics } from '../metrics/index.ts';
import type { RightsGuard } from '../rights/index.ts';
import { createApiRoute } from '../shared/api-route.ts';
import type { DirectusRequest, HookContext, HookRegistration } from '../shared/directus.ts';
import type { GuardSettings } from '../shared/settings.ts';
import { createAccessTokenVerifier, createSignedTokenReader } from './access-token.ts';
import { createSessionCounts, createSignOut } from './administration.ts';
import { guardAuthentication } from './authentication.ts';
import { createIntrospection } from './introspection.ts';
import { createLastSeen } from './last-seen.ts';
import { createLateBodies } from './late-bodies.ts';
import { currentSid } from './logins.ts';
import { createSignAnew, replaceTokens } from './previous-secret.ts';
import { endReusedLogin } from './refresh-grace.ts';
import { createRefreshTokens } from './refresh-tokens.ts';
import { createRefusalLog, type Refusal } from './refusals.ts';
import { createRequestGuard, requireGuard } from './requests.ts';
import { createReusedLogins } from './reused-logins.ts';
import { prepareGuard, refuseToStart } from './self-test.ts';
import { createNoticeStale } from './stale-sessions.ts';
import { hideRelations } from './tables.ts';

/** What other guards give. */
interface Others {
  rights: RightsGuard;
  metrics: Pick<GuardMetrics, 'tokenRefused'>;
  /** Comes before anything is changed in the database. */
  prepareFirst(): Promise<void>;
  /** Makes ready, before Directus listens, what rests on the sessions. */
  prepareOthers(): Promise<void>;
}

/** @throws Error if this Directus isn't one that the guard was made for */
export function registerSessions(
  { filter, init }: HookRegistration,
  context: HookContext,
  settings: GuardSettings,
  { rights, metrics, prepareFirst, prepareOthers }: Others,
): void {
  const { services, database, logger } = context;
  const { sessionCookie, sharedSecrets, loginLimits, maxSessionMs } = settings;
  const verify = createAccessTokenVerifier(settings);
  const signAnew = createSignAnew(settings.secret, settings.previousSecret);
  const reusedLogins = createReusedLogins();
  const lastSeen = createLastSeen({ db: database, logger });
  const refreshTokens = createRefreshTokens(settings.secret);
  const readSigned = createSignedTokenReader(settings);
  const logRefusal = createRefusalLog({ db: database, logger });
  const onRefusal = (refusal: Refusal) => {
    metrics.tokenRefused(refusal.reason);
    logRefusal(refusal);
  };
  const deps = { logger, reusedLogins, refreshTokens, maxSessionMs, lastSeen, onRefusal };
  const guard = createRequestGuard({
    verify,
    readSigned,
    sessionCookie,
    reusedLogins,
    maxSessionMs,
    lastSeen,
    onRefusal,
    onStaleSession: (db, session, use) =>
      endReusedLogin({ ...deps, db }, session, use === 'request' ? lateRequestMs : undefined),
  });
  guardAuthentication(services.AuthenticationService, {
    ...deps,
    maxSessions: loginLimits.userSessions,
  });
  hideRelations(services.RelationsService);

  filter('auth.jwt', (claims: Record<string, unknown>) => ({ ...claims, sid: currentSid() }));
  filter('authenticate', async (_: unknown, { req }: { req: DirectusRequest }) => {
    replaceTokens(req, sessionCookie.name, signAnew);
    await rights.enter(req, await guard.checkRequest(req, database));
  });
  filter(
    'websocket.authenticate',
    (_: unknown, { message }: { message: Record<string, unknown> }) =>
      guard.checkToken(message.access_token, database),
  );

  init('app.before', async ({ app }) => {
    await prepareFirst()
      .then(() => prepareGuard(context, verify, [rights.prepare, prepareOthers]))
      .catch(refuseToStart);
    if (sharedSecrets.length === 0) return;
    const asked = { ...deps, db: database, verify, secrets: sharedSecrets };
    app.post(introspectionPath, createIntrospection(asked));
  });
  init('middlewares.after', ({ app }) => app.use(requireGuard));
  init('routes.before', ({ app }) => {
    const { tempDir } = settings;
    app.use(createLateBodies({ db: database, logger, verify, guard, rights, tempDir }));
    app.post('/genie/sign-out', createSignOut({ db: database, logger }));
    app.post('/genie/session-counts', createSessionCounts({ db: database, logger, maxSessionMs }));
    if (sharedSecrets.length === 0) return;
    app.post(
      loginPaths.stale,
      createApiRoute(
        { secrets: sharedSecrets, logger },
        'Looking at a stale session',
        createNoticeStale({ ...deps, db: database, readSigned }),
      ),
    );
  });
}
