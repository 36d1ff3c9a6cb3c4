import {
  CaptionError,
  type CaptionErrorCode,
  type CaptionRequest,
  type CaptionWriter,
} from '@genie-helper/captions';
import { AppError } from '../errors/app-error.ts';
import type { ErrorCode } from '../http/errors.ts';

/** A caption that keeps every rule of its platform. */
export interface WrittenCaption {
  caption: string;
  model: string;
  platform: string;
}

/** Writes captions for the API. */
export interface CaptionService {
  /**
   * @param signal ends the model's call; an AppError as its reason is what is thrown then
   * @throws AppError `captions.topic_refused` · `captions.model_failed` · `captions.model_timeout`
   */
  write(request: CaptionRequest, signal: AbortSignal): Promise<WrittenCaption>;
}

const codes: Record<CaptionErrorCode, ErrorCode> = {
  'captions.topic_refused': 'captions.topic_refused',
  'captions.model_failed': 'captions.model_failed',
  'captions.model_timeout': 'captions.model_timeout',
  // Nobody is left to read it.
  'captions.aborted': 'captions.model_failed',
};

/** @param writer the captions package's writer, with the configured provider */
export function createCaptionService(writer: CaptionWriter): CaptionService {
  return {
    async write(request, signal) {
      try {
        const { caption, model, platform } = await writer.write(request, { signal });
        return { caption, model, platform };
      } catch (error) {
        if (signal.aborted && signal.reason instanceof AppError) throw signal.reason;
        if (!(error instanceof CaptionError)) throw error;
        throw new AppError(codes[error.code], { internal: error.detail });
      }
    },
  };
}
