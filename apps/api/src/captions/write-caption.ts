import {
  CaptionError,
  type CaptionRequest,
  type CaptionWriter,
  lengths,
  platforms,
} from '@genie-helper/captions';
import Type, { type Static } from 'typebox';
import { AppError } from '../http/errors.ts';
import { line, prose } from '../http/schemas.ts';

/**
 * Writes a caption that keeps every rule of its platform.
 *
 * @param caller its signal ends the model's call; an AppError as its reason is what is thrown then. It's looked at only where
 *   something is waited for, since making one costs a request a good part of what a built-in caption does
 * @throws AppError `captions.topic_refused` · `captions.model_failed` · `captions.model_timeout` · `captions.model_busy`
 */
export type WriteCaption = ReturnType<typeof createWriteCaption>;

/** @param writer the captions package's writer, with the configured provider */
export function createWriteCaption(writer: CaptionWriter) {
  return async (request: CaptionRequest, caller: { readonly signal: AbortSignal }) => {
    try {
      const { caption, model, platform } = await writer.write(request, caller);
      return { caption, model, platform };
    } catch (error) {
      const { signal } = caller;
      if (signal.aborted && signal.reason instanceof AppError) throw signal.reason;
      if (!(error instanceof CaptionError)) throw error;
      // Of an aborted one nobody is left to read it.
      const code = error.code === 'captions.aborted' ? 'captions.model_failed' : error.code;
      const { detail: internal, retryAfterSeconds } = error;
      throw new AppError(code, {
        internal,
        ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
      });
    }
  };
}

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

/** The same the other way round; what was left out stays so. */
export function fromCaptionRequest(request: CaptionRequest): Static<typeof captionRequest> {
  const { platformUsername: platform_username, ...rest } = request;
  const fields = Object.entries({ ...rest, platform_username });
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}
