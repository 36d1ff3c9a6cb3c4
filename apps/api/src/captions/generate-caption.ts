import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { answer } from '../http/schemas.ts';
import { abortOnDisconnect } from '../http/transport.ts';
import { type CaptionService, captionRequest, toCaptionRequest } from './write-caption.ts';

/** `POST /api/captions/generate`: writes one caption that keeps its platform's rules. */
export function generateCaptionRoute(deps: {
  captions: CaptionService;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/api/captions/generate',
      {
        config: {
          guard: 'user',
          limit: 'default',
          work: 'captions',
          errors: [
            'captions.topic_refused',
            'captions.model_failed',
            'captions.model_timeout',
            'server.closing',
          ],
        },
        schema: {
          operationId: 'generateCaption',
          tags: ['Captions'],
          summary: 'Write a caption',
          description:
            "Keeps the platform's limits on length, hashtags and links; a caption that breaks one is never answered. An empty object will do.",
          body: {
            ...captionRequest,
            examples: [
              { platform: 'instagram', tone: 'playful', topic: 'new photo set', length: 'short' },
            ],
          },
          response: {
            200: answer(
              {
                ok: Type.Literal(true),
                caption: Type.String(),
                model: Type.String({ description: 'builtin, or the name of the model.' }),
                platform: Type.String(),
              },
              {
                description: 'The caption.',
                example: {
                  ok: true,
                  caption: 'New photo set is up. Which one is yours? #newset #photos #tonight',
                  model: 'builtin',
                  platform: 'instagram',
                },
              },
            ),
          },
        },
      },
      async (request, reply) => {
        const written = await deps.captions.write(
          toCaptionRequest(request.body),
          abortOnDisconnect(reply),
        );
        return { ok: true as const, ...written };
      },
    );
  };
}
