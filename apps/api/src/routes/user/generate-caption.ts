import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { whenClientGoes } from '../../plugins/when-client-goes.ts';
import { captionRequest, toCaptionRequest } from '../../schemas/caption-request.ts';
import { errorResponses } from '../../schemas/error-body.ts';
import type { CaptionService } from '../../services/captions/write-caption.ts';

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
          body: captionRequest,
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
        const written = await deps.captions.write(
          toCaptionRequest(request.body),
          whenClientGoes(reply),
        );
        return { ok: true as const, ...written };
      },
    );
  };
}
