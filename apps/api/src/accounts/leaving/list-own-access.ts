import { isUuid } from '@genie-helper/directus-client';
import Type from 'typebox';
import { accessEntry, exampleAccessEntry, toAccessEntry } from '../../credentials/index.ts';
import { operation } from '../../http/operation.ts';
import { okAnswer, onlyFields, pageFields, pageOf, recordId } from '../../http/schemas.ts';
import type { Leaving } from './leaving-client.ts';

/** `GET /api/account/access`: who opened, changed or was refused the caller's own credentials, newest first. */
export const listOwnAccess = operation({
  path: 'GET /api/account/access',
  operationId: 'listOwnAccess',
  guard: 'user',
  limit: 'default',
  work: 'records',
  errors: ['auth.secret_not_set'],
  tag: 'Accounts',
  summary: "Who used one's own credentials",
  description:
    'Entries of the credential access log about the own connections, their sessions and download credentials, those that were deleted included as long as the owner made or changed them. A principal of the kind `user` is the owner, or an administrator; of the kind `server` it is a server with the shared secret, and `address` is where that asked from.',
  query: onlyFields({
    ...pageFields,
    creatorProfileId: Type.Optional(
      recordId('Only entries about this connection and its sessions.'),
    ),
  }),
  answer: okAnswer(
    'Entries, newest first, and how many there are in all.',
    { entries: Type.Array(accessEntry), total: Type.Integer() },
    { entries: [exampleAccessEntry], total: 1 },
  ),
  async run({ query, principal }, { leaving }: { leaving: Pick<Leaving, 'access'> }) {
    const { page, wanted } = pageOf(query);
    const connectionId = wanted.creatorProfileId?.toLowerCase();
    const isNone = connectionId !== undefined && !isUuid(connectionId);
    const { userId } = principal.user;
    const ask = () =>
      leaving.access({
        userId,
        ...page,
        ...(connectionId === undefined ? {} : { connectionId }),
      });
    const { entries, total } = isNone ? { entries: [], total: 0 } : await ask();
    return { ok: true, entries: entries.map(toAccessEntry), total: total ?? entries.length };
  },
});
