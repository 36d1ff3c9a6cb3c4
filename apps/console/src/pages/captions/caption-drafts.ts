import {
  captionDefaults,
  type Length,
  type Platform,
  platforms,
  ruleOf,
} from '@genie-helper/captions/rules';
import type { CaptionRequest } from '@genie-helper/client';

/** What the form holds. */
export interface CaptionFormValues {
  platform: Platform;
  tone: string;
  topic: string;
  length: Length;
}

/** Tone and topic are left to the server, whose defaults the form shows as placeholders. */
export const emptyForm: CaptionFormValues = { ...captionDefaults, tone: '', topic: '' };

/** The request that the form asks for; what is blank is left out. */
export function toCaptionRequest({ platform, length, ...form }: CaptionFormValues): CaptionRequest {
  const [tone, topic] = [form.tone.trim(), form.topic.trim()];
  return { platform, length, ...(tone && { tone }), ...(topic && { topic }) };
}

/** A caption that was written in this tab, with what was asked for. */
export interface RecentCaption extends CaptionFormValues {
  id: number;
  /** As it is now; it can be edited. */
  text: string;
  /** What wrote it. */
  model: string;
  /** When, as an ISO date. */
  writtenAt: string;
}

/** How many are kept. */
export const maxRecent = 10;

/** With this one first; the oldest is dropped where there are too many. */
export function addRecent(recent: readonly RecentCaption[], caption: Omit<RecentCaption, 'id'>) {
  const id = Math.max(0, ...recent.map((one) => one.id)) + 1;
  return [{ ...caption, id }, ...recent].slice(0, maxRecent);
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
