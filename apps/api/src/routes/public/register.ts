import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { errorResponses } from '../../schemas/error-body.ts';
import { line } from '../../schemas/text.ts';
import type { RegistrationService } from '../../services/registration/register-user.ts';

const body = Type.Object(
  {
    email: Type.String({ format: 'email', maxLength: 254, description: 'Kept in lower case.' }),
    password: Type.String({
      minLength: 8,
      maxLength: 128,
      pattern: '^\\P{Cs}*$',
      description: 'Any characters; not one of the commonest passwords.',
    }),
    firstName: Type.Optional(
      line({ maxLength: 50, description: "Blank or left out: the e-mail's part before the @." }),
    ),
  },
  { additionalProperties: false },
);

/** `POST /api/register`: makes an account. */
export function registerRoute(deps: {
  registration: RegistrationService;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/api/register',
      {
        config: { guard: 'public', limit: 'registration' },
        schema: {
          operationId: 'register',
          summary: 'Make an account',
          body,
          response: {
            201: Type.Object({ ok: Type.Literal(true), userId: Type.String() }),
            ...errorResponses(400, 409, 413, 415, 429, 503),
          },
        },
      },
      async (request, reply) => {
        const { userId } = await deps.registration.register(request.body);
        return reply.code(201).send({ ok: true, userId });
      },
    );
  };
}
