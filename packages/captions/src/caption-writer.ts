import { CaptionError } from './caption-error.ts';
import {
  type CaptionRequest,
  type ResolvedCaptionRequest,
  resolveRequest,
} from './caption-request.ts';
import { checkCaption, type Violation } from './check-caption.ts';
import { cleanAnswer } from './clean-answer.ts';
import { renderInstructions } from './instructions.ts';
import type { Platform } from './platform-rules.ts';
import type { CaptionProvider } from './providers/caption-provider.ts';
import { mendCaption } from './repair-caption.ts';
import { isRefused } from './screening/topic-refusal.ts';
import { withinTime } from './within-time.ts';

export type CaptionWriterDeps = {
  readonly provider: CaptionProvider;
  /** Bounds a whole `write`, both tries together, in milliseconds. */
  readonly timeoutMs: number;
};

export type Caption = {
  readonly caption: string;
  readonly model: string;
  readonly platform: Platform;
};

export type CaptionWriter = {
  write(request: CaptionRequest, options?: { readonly signal?: AbortSignal }): Promise<Caption>;
};

/**
 * A writer of captions over one provider. `write` gives a caption that `checkCaption` finds
 * nothing against, or throws `CaptionError`: `captions.topic_refused` before the provider is
 * called, `captions.model_failed` if two tries and mending give no such caption,
 * `captions.model_timeout` after `timeoutMs`, `captions.aborted` once `signal` fires.
 */
export function createCaptionWriter({ provider, timeoutMs }: CaptionWriterDeps): CaptionWriter {
  async function tries(request: ResolvedCaptionRequest, signal: AbortSignal): Promise<Caption> {
    const drafts: { text: string; model: string; broken: Violation[] }[] = [];
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const instructions = renderInstructions(request, drafts.at(-1)?.broken);
      const answer = await provider.generate({ ...instructions, request, signal });
      signal.throwIfAborted();
      const text = cleanAnswer(answer.text);
      const broken = checkCaption(text, request);
      if (broken.length === 0)
        return { caption: text, model: answer.model, platform: request.platform };
      drafts.push({ text, model: answer.model, broken });
    }
    for (const { text, model } of drafts.reverse()) {
      const caption = mendCaption(text, request);
      if (caption !== undefined) return { caption, model, platform: request.platform };
    }
    const codes = [...new Set(drafts.flatMap(({ broken }) => broken.map(({ code }) => code)))];
    throw new CaptionError('captions.model_failed', `unmendable answer: ${codes.join(', ')}`);
  }

  return {
    async write(request, options = {}) {
      const resolved = resolveRequest(request);
      if (isRefused(resolved)) {
        throw new CaptionError('captions.topic_refused', `refused for ${resolved.platform}`);
      }
      return withinTime(timeoutMs, options.signal, (signal) => tries(resolved, signal));
    },
  };
}
