import {
  captionDefaults,
  type Length,
  lengths,
  type Platform,
  platforms,
  ruleOf,
  sentencesFor,
} from '@genie-helper/captions/rules';
import type { CaptionRequest } from '@genie-helper/client';

/** What the form holds: one topic, for each of these platforms. */
export interface CaptionFormValues {
  platforms: Platform[];
  tone: string;
  topic: string;
  length: Length;
}

/** Tone and topic are left to the server, whose defaults the form shows as placeholders. */
export const emptyForm: CaptionFormValues = {
  platforms: [captionDefaults.platform],
  tone: '',
  topic: '',
  length: captionDefaults.length,
};

/** What is asked for one platform. */
export interface Wish extends Omit<CaptionFormValues, 'platforms'> {
  platform: Platform;
}

/** What the form asks for, platform by platform. */
export function toWishes({ platforms, tone, topic, length }: CaptionFormValues): Wish[] {
  return platforms.map((platform) => ({ platform, tone, topic, length }));
}

/** The request for a wish; what is blank is left out. */
export function toCaptionRequest({ platform, length, ...wish }: Wish): CaptionRequest {
  const [tone, topic] = [wish.tone.trim(), wish.topic.trim()];
  return { platform, length, ...(tone && { tone }), ...(topic && { topic }) };
}

/**
 * The next shorter length that means fewer sentences on its platform; undefined where there is none. The API knows no
 * "shorter than this text", so at its shortest length nothing shorter can be asked for.
 */
export function shorterLength({ platform, length }: Pick<Wish, 'platform' | 'length'>) {
  const { min, max } = sentencesFor(platform, length);
  return lengths
    .slice(0, lengths.indexOf(length))
    .reverse()
    .find((shorter) => {
      const range = sentencesFor(platform, shorter);
      return range.min < min || range.max < max;
    });
}

/** What wrote a caption that comes from the chat: nobody asked it for a length or a tone. */
export const assistant = 'the assistant';

/** A caption that was written in this tab, with what was asked for. */
export interface RecentCaption extends Wish {
  id: number;
  /** As it is now; it can be edited. */
  text: string;
  /** What wrote it. */
  model: string;
  /** When, as an ISO date. */
  writtenAt: string;
}

/** How many are kept: more than there are platforms. */
export const maxRecent = 24;

/**
 * With this one first; the oldest is dropped where there are too many.
 *
 * @param shown those that stand in a tab, where they may have been edited: none of them is dropped
 */
export function addRecent(
  recent: readonly RecentCaption[],
  caption: Omit<RecentCaption, 'id'>,
  shown: readonly (number | null)[] = [],
): RecentCaption[] {
  const id = Math.max(0, ...recent.map((one) => one.id)) + 1;
  return [{ ...caption, id }, ...recent].filter(
    (one, index) => index < maxRecent || shown.includes(one.id),
  );
}

/** With another text in one of them. */
export function editRecent(recent: readonly RecentCaption[], id: number, text: string) {
  return recent.map((one) => (one.id === id ? { ...one, text } : one));
}

/** The platform that a text names, where it names one and no other. */
export function platformIn(text: string): Platform | undefined {
  const named = platforms.filter((platform) => {
    const { label } = ruleOf(platform);
    // A single letter is a name only where it's a capital, as in "on X".
    const flags = label.length === 1 ? 'u' : 'iu';
    return new RegExp(`(?<![\\p{L}\\p{N}])${label}(?![\\p{L}\\p{N}])`, flags).test(text);
  });
  return named.length === 1 ? named[0] : undefined;
}
