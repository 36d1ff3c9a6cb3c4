import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { isUuid } from '@genie-helper/directus-client';
import Type from 'typebox';
import { userOf } from '../auth/principal.ts';
import { recordId } from '../credentials/credential-fields.ts';
import { AppError } from '../http/errors.ts';
import { answer } from '../http/schemas.ts';
import type { UserDirectory } from './account-store.ts';

/** `POST /api/admin/users/:id/sign-out`: ends every session of a user, the console's and others. */
export function signOutUserRoute(deps: {
  users: Pick<UserDirectory, 'signOut'>;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/api/admin/users/:id/sign-out',
      {
        config: {
          guard: 'admin',
          limit: 'default',
          work: 'records',
          errors: ['users.not_found', 'users.admin_token_not_set'],
        },
        schema: {
          operationId: 'signOutUser',
          tags: ['Users'],
          summary: 'End every session of a user',
          description:
            'From the next request on. Static tokens go on, and so may the user sign in again.',
          params: Type.Object({ id: recordId("The user's id.") }),
          response: {
            200: answer(
              { ok: Type.Literal(true), ended: Type.Integer() },
              {
                description: 'How many sessions there were. None is left.',
                example: { ok: true, ended: 2 },
              },
            ),
          },
        },
      },
      async (request) => {
        const userId = request.params.id.toLowerCase();
        const ended = isUuid(userId) ? await deps.users.signOut(userId) : null;
        if (ended === null) throw new AppError('users.not_found');
        const { user } = userOf(request);
        request.log.info(
          { adminId: user.userId, userId, ended },
          'an administrator ended all sessions of a user',
        );
        return { ok: true as const, ended };
      },
    );
  };
}
