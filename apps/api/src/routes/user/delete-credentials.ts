import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { accessorOf } from '../../plugins/auth/principal.ts';
import { recordId } from '../../schemas/credentials.ts';
import { errorResponses } from '../../schemas/error-body.ts';
import type { RequireCredentials } from '../../services/credentials/credential-service.ts';

/** `DELETE /api/credentials/:id`: removes the caller's connection or download credential. */
export function deleteCredentialsRoute(deps: {
  requireCredentials: RequireCredentials;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.delete(
      '/api/credentials/:id',
      {
        config: { guard: 'user', limit: 'default' },
        schema: {
          operationId: 'deleteCredentials',
          summary: 'Remove a connection or a download credential',
          params: Type.Object({ id: recordId("The record's id.") }),
          response: { 204: Type.Null(), ...errorResponses(400, 401, 404, 429, 503) },
        },
      },
      async (request, reply) => {
        await deps.requireCredentials().remove(accessorOf(request), request.params.id);
        return reply.code(204).send(null);
      },
    );
  };
}
