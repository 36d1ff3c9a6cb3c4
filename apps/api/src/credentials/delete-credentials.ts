import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { accessorOf } from '../auth/principal.ts';
import type { RequireCredentials } from '../services/credentials/credential-service.ts';
import { credentialErrors, recordId } from './credential-fields.ts';

/** `DELETE /api/credentials/:id`: removes the caller's connection or download credential. */
export function deleteCredentialsRoute(deps: {
  requireCredentials: RequireCredentials;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.delete(
      '/api/credentials/:id',
      {
        config: {
          guard: 'user',
          limit: 'default',
          work: 'vault',
          errors: [...credentialErrors, 'credentials.not_found'],
        },
        schema: {
          operationId: 'deleteCredentials',
          tags: ['Credentials'],
          summary: 'Remove a connection or a download credential',
          description: 'With a connection goes its session.',
          params: Type.Object({ id: recordId("The record's id.") }),
          response: { 204: Type.Null({ description: 'It is removed.' }) },
        },
      },
      async (request, reply) => {
        await deps.requireCredentials().remove(accessorOf(request), request.params.id);
        return reply.code(204).send(null);
      },
    );
  };
}
