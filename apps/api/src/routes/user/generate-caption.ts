import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { lengths, platforms } from '@genie-helper/captions';
import Type from 'typebox';
import { whenClientGoes } from '../../plugins/when-client-goes.ts';
import { errorResponses } from '../../schemas/error-body.ts';
import { line, prose } from '../../schemas/text.ts';
import type { CaptionService } from '../../services/captions/write-caption.ts';

const body = Type.Object(
  {
    platform: Type.Optional(Type.Enum([...platforms], { description: 'Default: onlyfans.' })),
    tone: Type.Optional(line({ maxLength: 60, description: 'Blank or left out: playful.' })),
    topic: Type.Optional(
      prose({ maxLength: 500, description: 'Blank or left out: new content drop.' }),
    ),
    length: Type.Optional(Type.Enum([...lengths], { description: 'Default: medium.' })),
    platform_username: Type.Optional(
      line({ maxLength: 100, description: "The creator's name on the platform." }),
    ),
  },
  { additionalProperties: false },
);

/** `POST /api/captions/generate`: writes one caption that keeps its platform's rules. */
export function generateCaptionRoute(deps: {
  captions: CaptionService;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/api/captions/generate',
      {
        config: { guard: 'user', limit: 'default' },
        schema: {
          operationId: 'generateCaption',
          summary: 'Write a caption',
          body,
          response: {
            200: Type.Object({
              ok: Type.Literal(true),
              caption: Type.String(),
              model: Type.String(),
              platform: Type.String(),
            }),
            ...errorResponses(400, 401, 413, 415, 422, 429, 502, 503, 504),
          },
        },
      },
      async (request, reply) => {
        const { platform_username: platformUsername, ...rest } = request.body;
        const written = await deps.captions.write(
          { ...rest, platformUsername },
          whenClientGoes(reply),
        );
        return { ok: true as const, ...written };
      },
    );
  };
}
