import Type from 'typebox';
import { operation } from '../http/operation.ts';
import { okAnswer } from '../http/schemas.ts';
import type { CaptionLibrary } from './library/caption-library.ts';
import { captionRequest, toCaptionRequest, type WriteCaption } from './write-caption.ts';

interface Deps {
  writeCaption: WriteCaption;
  library: Pick<CaptionLibrary, 'add'>;
}

/** `POST /api/captions/generate`: writes one caption that keeps its platform's rules. */
export const generateCaption = operation({
  path: 'POST /api/captions/generate',
  operationId: 'generateCaption',
  guard: 'user',
  limit: 'default',
  work: 'captions',
  errors: [
    'captions.topic_refused',
    'captions.model_failed',
    'captions.model_timeout',
    'captions.model_busy',
    'server.closing',
  ],
  tag: 'Captions',
  summary: 'Write a caption',
  description:
    "Keeps the platform's limits on length, hashtags and links; a caption that breaks one is never answered. An empty object will do. The caption is in the caller's library within a second; the answer doesn't wait for that.",
  body: {
    ...captionRequest,
    examples: [{ platform: 'instagram', tone: 'playful', topic: 'new photo set', length: 'short' }],
  },
  answer: okAnswer(
    'The caption.',
    {
      caption: Type.String(),
      model: Type.String({ description: 'builtin, or the name of the model.' }),
      platform: Type.String(),
    },
    {
      caption: 'New photo set is up. Which one is yours? #newset #photos #tonight',
      model: 'builtin',
      platform: 'instagram',
    },
  ),
  async run({ body, principal, request: caller }, { writeCaption, library }: Deps) {
    const request = toCaptionRequest(body);
    const written = await writeCaption(request, caller);
    library.add({ userId: principal.user.userId, request, ...written, source: 'single' });
    return { ok: true, ...written };
  },
});
