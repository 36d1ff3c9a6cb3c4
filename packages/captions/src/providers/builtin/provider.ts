import type { ResolvedCaptionRequest } from '../../caption-request.ts';
import { splitSentences } from '../../caption-text.ts';
import { rememberRecent } from '../../remember-recent.ts';
import { CaptionError, type CaptionProvider, type ProviderCall } from '../caption-provider.ts';
import { type Chance, compose } from './compose.ts';
import { plainSubject, readSubject, type Subject } from './subject.ts';

/** Drafts with the topic as it was read, before it is replaced by a plain word for it. */
const draftsWithTopic = 40;
const draftsWithoutTopic = 200;

/** How many topics are remembered as they were read. */
const mostSubjects = 128;

/**
 * Captions without a model, offline: composed from stock sentences by platform, tone and topic,
 * and drafted again until the rules hold and it reads well. Ignores the prompt.
 */
export function createBuiltinProvider(config: BuiltinConfig = {}): CaptionProvider {
  const { random = Math.random } = config;
  const chance = createChance(random);
  const subjectOf = rememberRecent(readSubject, mostSubjects);
  return {
    name: 'builtin',
    isVerbatim: true,
    isImmediate: true,
    async generate({ request, check, signal }) {
      signal.throwIfAborted();
      return { text: draft(request, subjectOf(request.topic), check, chance), model: 'builtin' };
    },
  };
}

function draft(
  request: ResolvedCaptionRequest,
  subject: Subject,
  check: ProviderCall['check'],
  chance: Chance,
): string {
  const isGood = (text: string) => readsWell(text) && check(text).length === 0;
  for (let count = 0; count < draftsWithTopic; count += 1) {
    const text = compose(request, subject, chance);
    if (isGood(text)) return text;
  }
  const { language } = subject;
  const said = plainSubject(request.topic, language);
  const plain: Subject = { ...said, language, hashtags: [], links: [] };
  for (let count = 0; count < draftsWithoutTopic; count += 1) {
    const text = compose(request, plain, chance);
    if (isGood(text)) return text;
  }
  throw new CaptionError('captions.model_failed', 'builtin: no draft kept the rules');
}

const echo = /\b(drop|post|show|look|light|stream)\w*\b[^.!?]*\b\1/iu;

/** No two sentences begin alike or ask for the same thing, and at most one asks a question; no echo in one. */
function readsWell(text: string): boolean {
  const sentences = splitSentences(text);
  const starts = sentences.map((sentence) => /[\p{L}'’]+/u.exec(sentence)?.[0].toLowerCase() ?? '');
  const free = new Set(['i', 'my']);
  const repeated = starts.some(
    (start, index) => start !== '' && !free.has(start) && starts.indexOf(start) !== index,
  );
  const allSame = starts.filter((start) => start === 'i').length > 2;
  const asks = sentences.filter((sentence) => sentence.includes('?')).length;
  const saysHi = text.match(/\bhi\b/giu)?.length ?? 0;
  const tells = text.match(/\btell (?:me|you)\b/giu)?.length ?? 0;
  return !echo.test(text) && !repeated && !allSame && asks <= 1 && saysHi <= 1 && tells <= 1;
}

function createChance(random: () => number): Chance {
  const below = (count: number) => Math.min(count - 1, Math.floor(random() * count));
  return {
    pick: (items) => items[below(items.length)],
    some(items, count) {
      const left = [...items];
      const taken = [];
      while (left.length > 0 && taken.length < count)
        taken.push(...left.splice(below(left.length), 1));
      return taken;
    },
    often: (probability) => random() < probability,
  };
}

export type BuiltinConfig = {
  /** From 0 to below 1, as `Math.random`, which is the default; a fixed source repeats captions. */
  readonly random?: () => number;
};
