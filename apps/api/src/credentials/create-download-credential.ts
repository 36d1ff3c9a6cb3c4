import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { accessorOf, userOf } from '../auth/principal.ts';
import { line, wellFormedPattern } from '../http/schemas.ts';
import { answer } from '../schemas/answer.ts';
import { exampleValues } from '../schemas/example-values.ts';
import type { RequireCredentials } from '../services/credentials/credential-service.ts';
import { cookieJar, cookieJarBodyLimit, credentialErrors } from './credential-fields.ts';

const body = Type.Object(
  {
    label: line({ minLength: 1, maxLength: 100, description: 'What its owner calls it.' }),
    type: Type.Enum(['password', 'cookies']),
    username: Type.Optional(
      line({ minLength: 1, maxLength: 254, description: 'With type password.' }),
    ),
    password: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 1024,
        pattern: wellFormedPattern,
        description: 'With type password.',
      }),
    ),
    cookies: Type.Optional(cookieJar),
  },
  {
    additionalProperties: false,
    title: 'NewDownloadCredential',
    examples: [
      {
        label: 'Archive',
        type: 'password',
        username: exampleValues.email,
        password: exampleValues.password,
      },
      { label: 'Archive, logged in', type: 'cookies', cookies: exampleValues.cookies },
    ],
  },
);

/** `POST /api/credentials/download-creds`: keeps a login or a cookie jar for downloading. */
export function createDownloadCredentialRoute(deps: {
  requireCredentials: RequireCredentials;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/api/credentials/download-creds',
      {
        bodyLimit: cookieJarBodyLimit,
        config: {
          guard: 'user',
          limit: 'default',
          work: 'vault',
          errors: [...credentialErrors, 'credentials.busy'],
        },
        schema: {
          operationId: 'createDownloadCredential',
          tags: ['Credentials'],
          summary: 'Keep a login or a cookie jar for downloads',
          description:
            'Type password takes username and password, type cookies takes cookies; the fields of the other type are refused. The body may have 256 KiB.',
          body,
          response: {
            201: answer(
              { ok: Type.Literal(true), id: Type.String() },
              {
                description: 'It is kept, sealed.',
                example: { ok: true, id: exampleValues.downloadId },
              },
            ),
          },
        },
      },
      async (request, reply) => {
        const { id } = await deps
          .requireCredentials()
          .createDownload(accessorOf(request), userOf(request).user.userId, request.body);
        return reply.code(201).send({ ok: true, id });
      },
    );
  };
}
