import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { line, wellFormedPattern } from '../http/schemas.ts';
import { answer } from '../schemas/answer.ts';
import { exampleValues } from '../schemas/example-values.ts';
import type { RegistrationService } from '../services/registration/register-user.ts';

const body = Type.Object(
  {
    email: Type.String({ format: 'email', maxLength: 254, description: 'Kept in lower case.' }),
    password: Type.String({
      minLength: 8,
      maxLength: 128,
      pattern: wellFormedPattern,
      description: 'Any characters; not one of the commonest passwords.',
    }),
    firstName: Type.Optional(
      line({ maxLength: 50, description: "Blank or left out: the e-mail's part before the @." }),
    ),
  },
  {
    additionalProperties: false,
    title: 'Registration',
    examples: [{ email: exampleValues.email, password: exampleValues.password, firstName: 'Dana' }],
  },
);

/** `POST /api/register`: makes an account. */
export function registerRoute(deps: {
  registration: RegistrationService;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/api/register',
      {
        config: {
          guard: 'public',
          limit: 'registration',
          work: 'registration',
          errors: [
            'registration.email_taken',
            'registration.not_configured',
            'registration.refused',
            'directus.unavailable',
          ],
        },
        schema: {
          operationId: 'register',
          tags: ['Accounts'],
          summary: 'Make an account',
          description:
            'An active user of the Pro role. Five attempts a minute for an address. After a 503 the account may have been made all the same: try again, and 409 then says that it was.',
          body,
          response: {
            201: answer(
              { ok: Type.Literal(true), userId: Type.String() },
              {
                description: 'The account is there; log in at Directus.',
                example: { ok: true, userId: exampleValues.userId },
              },
            ),
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
