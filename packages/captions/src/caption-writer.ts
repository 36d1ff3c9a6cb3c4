import { type AnswerProblem, readAnswer } from './answer/read-answer.ts';
import { tidyText } from './answer/tidy-text.ts';
import {
  type CaptionRequest,
  type ResolvedCaptionRequest,
  resolveRequest,
} from './caption-request.ts';
import { checkCaption, type Violation } from './check-caption.ts';
import { renderInstructions } from './instructions.ts';
import { type Platform, ruleOf } from './platform-rules.ts';
import {
  CaptionError,
  type CaptionProvider,
  withoutWaiting,
  withTimeout,
} from './providers/caption-provider.ts';
import { rememberRecent } from './remember-recent.ts';
import { repairCaption } from './repair-caption.ts';
import { isSuggestive, mentionsMinor } from './screening/screen-text.ts';

export type Caption = {
  readonly caption: string;
  readonly model: string;
  readonly platform: Platform;
};

export type CaptionWriter = ReturnType<typeof createCaptionWriter>;

/**
 * A writer of captions over one provider. `write` gives a caption that `checkCaption` finds
 * nothing against, or throws `CaptionError`: `captions.topic_refused` before the provider is
 * called, `captions.model_failed` if two tries and a repair give no such caption (answers that refuse, broke off or
 * can't be told from their wrapping are asked again and never repaired),
 * `captions.model_busy` while the model's server wants to be left alone, `captions.model_timeout` after `timeoutMs`, `captions.aborted` once `signal` fires;
 * neither of the two from a provider that waits for nothing.
 *
 * @param deps `timeoutMs` bounds a whole `write`, both tries together, in milliseconds
 */
export function createCaptionWriter(deps: { provider: CaptionProvider; timeoutMs: number }) {
  const { provider, timeoutMs } = deps;
  const screening: Screening = {
    mentionsMinor: rememberRecent(mentionsMinor, mostRemembered),
    isSuggestive: rememberRecent(isSuggestive, mostRemembered),
  };

  async function tries(request: ResolvedCaptionRequest, signal: AbortSignal): Promise<Caption> {
    const drafts: { text: string; model: string }[] = [];
    let broken: readonly (Violation | AnswerProblem)[] = [];
    const codes = new Set<string>();
    const check = createCheck(request);
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const instructions = provider.isImmediate
        ? noInstructions
        : renderInstructions(request, broken);
      const answer = await provider.generate({ ...instructions, request, check, signal });
      signal.throwIfAborted();
      const { model } = answer;
      const read = provider.isVerbatim
        ? { text: tidyText(answer.text) }
        : readAnswer(answer.text, answer.end);
      broken = 'problem' in read ? [read.problem] : check(read.text);
      if ('text' in read) {
        if (broken.length === 0) return { caption: read.text, model, platform: request.platform };
        drafts.push({ text: read.text, model });
      }
      for (const { code } of broken) codes.add(code);
    }
    for (const { text, model } of drafts.reverse()) {
      const caption = repairCaption(text, request);
      if (caption !== undefined) return { caption, model, platform: request.platform };
    }
    const why = [...codes].join(', ');
    throw new CaptionError('captions.model_failed', `unrepairable answer: ${why}`);
  }

  return {
    async write(request: CaptionRequest, options: { signal?: AbortSignal } = {}): Promise<Caption> {
      const resolved = resolveRequest(request);
      if (isRefused(resolved, screening)) {
        throw new CaptionError('captions.topic_refused', `refused for ${resolved.platform}`);
      }
      const work = (signal: AbortSignal) => tries(resolved, signal);
      return await (provider.isImmediate
        ? withoutWaiting(work)
        : withTimeout(timeoutMs, options.signal, work));
    },
  };
}

const noInstructions = { system: '', prompt: '' };

/** `checkCaption` for one request. What a provider has had checked is what the writer asks about next: once is enough. */
function createCheck(request: ResolvedCaptionRequest): (text: string) => readonly Violation[] {
  let last: { text: string; broken: readonly Violation[] } | undefined;
  return (text) => {
    if (last?.text !== text) last = { text, broken: checkCaption(text, request) };
    return last.broken;
  };
}

type Screening = {
  readonly mentionsMinor: (text: string) => boolean;
  readonly isSuggestive: (text: string) => boolean;
};

/** What is remembered of the requests' texts; each is as long as a request allows. */
const mostRemembered = 256;

/**
 * Whether a request is refused before any provider sees it: everything the caller wrote (topic,
 * tone, name) is read together, so that no two fields share out what neither may say.
 *
 * On an adult platform any mention of a minor refuses. Elsewhere a mention is fine, a family
 * picnic is no offence, unless the same request is suggestive.
 */
export function isRefused(
  request: ResolvedCaptionRequest,
  { mentionsMinor: isAboutMinor, isSuggestive: suggests }: Screening = {
    mentionsMinor,
    isSuggestive,
  },
): boolean {
  const texts = [request.topic, request.tone, request.platformUsername ?? ''];
  const together = texts.join(' ');
  const aboutMinor = [together, ...texts].some(isAboutMinor);
  return aboutMinor && (ruleOf(request.platform).adult || [together, ...texts].some(suggests));
}
