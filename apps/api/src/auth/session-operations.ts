import Type from 'typebox';
import { operation, rawOperation } from '../http/operation.ts';
import {
  exampleValues,
  factorCode,
  okAnswer,
  requestBody,
  wellFormedPattern,
} from '../http/schemas.ts';
import { deviceOf, giveDeviceCookie } from './device-cookie.ts';
import { currentUser, exampleUser, toCurrentUser } from './principal.ts';
import {
  dropSessionCookie,
  forgetBrowserData,
  giveSessionCookie,
  readSessionCookie,
  refuseForeignOrigin,
} from './session-cookie.ts';
import type { SessionService } from './session-service.ts';
import type { StaleSessions } from './stale-sessions.ts';

/** A console's session, without its token. */
const session = okAnswer(
  'The session, without its token.',
  {
    user: currentUser,
    expiresAt: Type.String({
      description: 'When it ends unless it is used in the second half of its life.',
    }),
  },
  { user: exampleUser, expiresAt: exampleValues.later },
);

/** `POST /api/session`: signs in; the token goes into a cookie and nowhere else. */
export const signIn = rawOperation({
  path: 'POST /api/session',
  operationId: 'signIn',
  guard: 'public',
  limit: 'sign-in',
  work: 'logins',
  errors: [
    'auth.invalid_credentials',
    'auth.code_needed',
    'account.email_unproven',
    'auth.foreign_origin',
    'directus.unavailable',
  ],
  tag: 'Session',
  summary: 'Sign in',
  description: "For browsers. The session's token is in the cookie of the answer.",
  onRequest: refuseForeignOrigin,
  body: requestBody(
    'SignIn',
    {
      email: Type.String({ format: 'email', maxLength: 254 }),
      password: Type.String({ minLength: 1, maxLength: 1_024, pattern: wellFormedPattern }),
      otp: Type.Optional(factorCode),
    },
    { email: exampleValues.email, password: exampleValues.password },
  ),
  answer: session,
  async send({ body, request, reply }, { sessions, staleSessions }: SignInDeps) {
    const device = deviceOf(reply.request);
    const former = readSessionCookie(reply.request);
    const { token, user, expiresAt } = await sessions.signIn(body, request.address, device);
    giveSessionCookie(reply, token);
    giveDeviceCookie(reply, device);
    if (former.kind === 'one') await staleSessions.wasLeftBehind(former.token);
    return { ok: true as const, user, expiresAt: expiresAt.toISOString() };
  },
});

interface SignInDeps {
  sessions: Pick<SessionService, 'signIn'>;
  staleSessions: Pick<StaleSessions, 'wasLeftBehind'>;
}

/** `GET /api/session`: whose the session is, and until when it lasts. */
export const getSession = operation({
  path: 'GET /api/session',
  operationId: 'getSession',
  guard: 'session',
  limit: 'default',
  errors: [],
  tag: 'Session',
  summary: 'Whose the session is, and until when it lasts',
  description: 'A session in use is renewed; its new cookie comes with any answer.',
  answer: session,
  async run({ principal }) {
    const expiresAt = principal.session.expiresAt.toISOString();
    return { ok: true, user: await toCurrentUser(principal.user), expiresAt };
  },
});

/** `DELETE /api/session`: signs out, here and everywhere. */
export const endSession = rawOperation({
  path: 'DELETE /api/session',
  operationId: 'endSession',
  guard: 'session',
  limit: 'default',
  errors: [],
  tag: 'Session',
  summary: 'Sign out',
  description: 'Ends the session at Directus, and so everywhere from the next request on.',
  answer: okAnswer('The session has ended.', {}, {}),
  async send({ principal, reply }) {
    await principal.session.end();
    dropSessionCookie(reply);
    forgetBrowserData(reply);
    return { ok: true as const };
  },
});
