import { type CaptionRequest, lengths, platforms } from '@genie-helper/captions';
import Type, { type Static } from 'typebox';
import { line, prose } from '../http/schemas.ts';

/** What a client sends to have one caption written. */
export const captionRequest = Type.Object(
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
  { additionalProperties: false, title: 'CaptionRequest' },
);

/** How many captions one batch may ask for. */
export const maxBatchItems = 100;

/** The request as the captions package names it. */
export function toCaptionRequest(body: Static<typeof captionRequest>): CaptionRequest {
  const { platform_username: platformUsername, ...rest } = body;
  return platformUsername === undefined ? rest : { ...rest, platformUsername };
}
