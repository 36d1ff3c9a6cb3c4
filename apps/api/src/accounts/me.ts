import { currentUser, exampleUser, toCurrentUser } from '../auth/principal.ts';
import { operation } from '../http/operation.ts';
import { okAnswer } from '../http/schemas.ts';

/** `GET /api/me`: who the caller is, as Directus says now. */
export const getMe = operation({
  path: 'GET /api/me',
  operationId: 'getMe',
  guard: 'user',
  limit: 'default',
  errors: [],
  tag: 'Accounts',
  summary: 'Who the caller is',
  description: 'Asked of Directus anew at each request.',
  answer: okAnswer(
    'The caller, as Directus says now.',
    { user: currentUser },
    { user: exampleUser },
  ),
  async run({ principal }) {
    return { ok: true, user: await toCurrentUser(principal.user) };
  },
});
