import { type CaptionRequest, captionDefaults, lengths, platforms } from '@genie-helper/captions';
import Type, { type Static } from 'typebox';
import { Check } from 'typebox/value';
import { type ErrorCode, errorTable } from '../../http/errors.ts';
import type { JobRow } from '../job-store.ts';

/** Codes of items without a caption, in the result of a batch. The batch itself is answered with 200. */
export const batchItemErrors = [
  'captions.topic_refused',
  'captions.model_failed',
  'captions.model_timeout',
  'captions.model_busy',
  'queue.cancelled',
  'queue.interrupted',
  'queue.owner_inactive',
  'queue.result_too_large',
  'server.internal',
] as const satisfies ErrorCode[];

/** What became of one request of a batch, as it's kept and as it's answered. */
export const itemOutcome = Type.Union(
  [
    Type.Object({
      ok: Type.Literal(true),
      caption: Type.String(),
      model: Type.String(),
      platform: Type.String(),
    }),
    Type.Object({
      ok: Type.Literal(false),
      code: Type.String({ description: `One of ${batchItemErrors.join(', ')}.` }),
      error: Type.String({ description: 'A sentence for people.' }),
      platform: Type.String(),
    }),
  ],
  { title: 'BatchItemOutcome' },
);

/** Its caption, or why there is none. */
export type ItemOutcome = Static<typeof itemOutcome>;

const asked = Type.Unsafe<CaptionRequest>(
  Type.Object({
    platform: Type.Optional(Type.Enum([...platforms])),
    tone: Type.Optional(Type.String()),
    topic: Type.Optional(Type.String()),
    length: Type.Optional(Type.Enum([...lengths])),
    platformUsername: Type.Optional(Type.String()),
  }),
);

/** Failures that another try doesn't change. */
const finalCodes: ReadonlySet<string> = new Set([
  'captions.topic_refused',
  'queue.result_too_large',
]);

/** What a batch asks for; an item that somebody has made unreadable asks for nothing in particular. */
export function itemsOf({ items }: JobRow): CaptionRequest[] {
  if (!Array.isArray(items)) return [];
  return items.map((item: unknown) => (Check(asked, item) ? item : {}));
}

/** What is known of each item of a batch, in their order; `null`: nothing yet. */
export function outcomesOf(job: JobRow): (ItemOutcome | null)[] {
  const result: unknown[] = Array.isArray(job.result) ? job.result : [];
  return itemsOf(job).map((_, index) => {
    const outcome = result[index] ?? null;
    return Check(itemOutcome, outcome) ? outcome : null;
  });
}

/** Whether another try could still give the item a caption. */
export function isOpen(outcome: ItemOutcome | null): boolean {
  return outcome === null || (!outcome.ok && !finalCodes.has(outcome.code));
}

/** The open items by their place: first those that were never tried. */
export function openItems(outcomes: readonly (ItemOutcome | null)[]): number[] {
  const places = outcomes.map((_, index) => index);
  const untried = places.filter((index) => outcomes[index] === null);
  const failed = places.filter((index) => {
    const outcome = outcomes[index] ?? null;
    return outcome !== null && isOpen(outcome);
  });
  return [...untried, ...failed];
}

/** Percent of items with an outcome; 100 is kept for batches that are over. */
export function progressOf(outcomes: readonly (ItemOutcome | null)[]): number {
  const known = outcomes.filter((outcome) => outcome !== null).length;
  return Math.min(99, Math.floor((known / Math.max(1, outcomes.length)) * 100));
}

/** An item's failure, with the message that its code has everywhere. */
export function failedItem({ platform }: CaptionRequest, code: ErrorCode): ItemOutcome {
  return {
    ok: false,
    code,
    error: errorTable[code].message,
    platform: platform ?? captionDefaults.platform,
  };
}
