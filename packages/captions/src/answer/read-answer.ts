import { type AnswerEnd, withoutMarkup } from '@genie-helper/language-model';
import { isRefusal } from './refusals.ts';
import { unclearIn } from './remarks.ts';
import { tidyText } from './tidy-text.ts';
import { unwrap } from './unwrap.ts';

/** Why an answer holds no caption to go on with; `reason` is a sentence that tells a model what to do about it. */
export type AnswerProblem = {
  readonly code: 'answer.cut' | 'answer.refused' | 'answer.unclear' | 'answer.empty';
  readonly reason: string;
};

/** Characters looked at, reasoning included and without it; no platform takes more. */
const longestAnswer = 32_000;
const longestCaption = 6_000;

/**
 * The caption in a model's answer, or why there is none to be sure of.
 *
 * Guarantees: only what surely isn't part of the caption is taken away, and a caption without wrapping comes out
 * as it is, tidied. A refusal, an answer that didn't come to its end, and one of which it's unclear which part is
 * the caption are problems. They are never repaired, only asked again.
 *
 * @param end how the answer ended, `whole` where the provider doesn't say
 */
export function readAnswer(
  answer: string,
  end: AnswerEnd = 'whole',
): { readonly text: string } | { readonly problem: AnswerProblem } {
  if (end === 'cut') return { problem: problems.cut };
  if (end !== 'whole') return { problem: problems.refused };
  const said = tidyText(withoutMarkup(answer.slice(0, longestAnswer)))
    .slice(0, longestCaption)
    .toWellFormed();
  if (isRefusal(said)) return { problem: problems.refused };
  const text = tidyText(unwrap(said));
  if (!/[\p{L}\p{N}]/u.test(text)) return { problem: problems.empty };
  if (text !== said && isRefusal(text)) return { problem: problems.refused };
  return unclearIn(text) === undefined ? { text } : { problem: problems.unclear };
}

const problems = {
  cut: { code: 'answer.cut', reason: 'Keep it short enough to be written to its end.' },
  refused: {
    code: 'answer.refused',
    reason: 'Write a caption that is suggestive at most; nothing else is asked for.',
  },
  unclear: {
    code: 'answer.unclear',
    reason: 'Answer with one caption alone: no introduction, label, note, choice or markup.',
  },
  empty: { code: 'answer.empty', reason: 'Write a caption in words.' },
} as const satisfies Record<string, AnswerProblem>;
