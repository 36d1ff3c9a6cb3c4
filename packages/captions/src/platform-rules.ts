/** A closed range; both ends count. */
export type Range = { readonly min: number; readonly max: number };

/** What a caption on one platform keeps to; what isn't said isn't asked for. */
export type PlatformRule = {
  /** The platform's name as people write it. */
  readonly label: string;
  /** At most this many characters, hashtags included, as `countCharacters` counts them. */
  readonly maxCharacters: number;
  /** Sentences that the platform bears at all; the requested length is fitted into it. */
  readonly sentences: Range;
  /** Where the platform wants short sentences: words in one sentence at most. */
  readonly maxSentenceWords?: number;
  readonly hashtags: Range;
  /** `none`: no link at all. `from-topic`: only links that the request itself brought. */
  readonly links: 'none' | 'from-topic';
  /** A question, an exclamation or a word to the viewer within the first two lines. */
  readonly hookInFirstLines?: boolean;
  /** The caption asks its reader to subscribe. */
  readonly invitesToSubscribe?: boolean;
  /** The caption talks with its reader: says I or you, or asks something. */
  readonly conversational?: boolean;
  /** The platform is for adults only, so nothing near a minor is written for it. */
  readonly adult: boolean;
};

/**
 * What a caption on each platform keeps to. Providers are instructed from this table and
 * answers are checked against it, so the two can't drift apart.
 *
 * From the original Genie Helper documentation: the limits of onlyfans (sentences, links), fansly, x,
 * reddit, tiktok, instagram (hashtags), youtube (hook) and snapchat. Ours, where that leaves room:
 * onlyfans, fansly and reddit lengths (what a feed shows without much unfolding), hashtag ceilings
 * elsewhere, and links, which a model must not invent. Instagram's 2,200 and YouTube's 5,000
 * characters are the platforms' own limits.
 */
export const captionRules = {
  onlyfans: {
    label: 'OnlyFans',
    maxCharacters: 500,
    sentences: { min: 1, max: 3 },
    maxSentenceWords: 25,
    hashtags: { min: 0, max: 3 },
    links: 'none',
    adult: true,
  },
  fansly: {
    label: 'Fansly',
    maxCharacters: 1000,
    sentences: { min: 1, max: 8 },
    hashtags: { min: 0, max: 5 },
    links: 'none',
    invitesToSubscribe: true,
    adult: true,
  },
  x: {
    label: 'X',
    maxCharacters: 280,
    sentences: { min: 1, max: 8 },
    hashtags: { min: 0, max: 2 },
    links: 'from-topic',
    adult: false,
  },
  reddit: {
    label: 'Reddit',
    maxCharacters: 1500,
    sentences: { min: 1, max: 8 },
    hashtags: { min: 0, max: 0 },
    links: 'from-topic',
    conversational: true,
    adult: false,
  },
  tiktok: {
    label: 'TikTok',
    maxCharacters: 150,
    sentences: { min: 1, max: 5 },
    hashtags: { min: 1, max: 4 },
    links: 'none',
    adult: false,
  },
  instagram: {
    label: 'Instagram',
    maxCharacters: 2200,
    sentences: { min: 1, max: 8 },
    hashtags: { min: 3, max: 5 },
    links: 'none',
    adult: false,
  },
  youtube: {
    label: 'YouTube',
    maxCharacters: 5000,
    sentences: { min: 1, max: 8 },
    hashtags: { min: 0, max: 3 },
    links: 'from-topic',
    hookInFirstLines: true,
    adult: false,
  },
  snapchat: {
    label: 'Snapchat',
    maxCharacters: 30,
    sentences: { min: 1, max: 2 },
    hashtags: { min: 0, max: 0 },
    links: 'none',
    adult: false,
  },
} as const satisfies Record<string, PlatformRule>;

export type Platform = keyof typeof captionRules;

/** The names a request may use, in the table's order. */
export const platforms = Object.keys(captionRules) as Platform[];

/** Sentences that each length asks for. */
export const lengthRules = {
  short: { min: 1, max: 2 },
  medium: { min: 2, max: 4 },
  long: { min: 4, max: 8 },
} as const satisfies Record<string, Range>;

export type Length = keyof typeof lengthRules;

/** The lengths a request may use. */
export const lengths = Object.keys(lengthRules) as Length[];

/** The rule of a platform, as the plain type. */
export function ruleOf(platform: Platform): PlatformRule {
  return captionRules[platform];
}

/** Sentences for this platform and length: the length's range, moved into the platform's. */
export function sentencesFor(platform: Platform, length: Length): Range {
  const { min, max } = captionRules[platform].sentences;
  const fit = (value: number) => Math.min(Math.max(value, min), max);
  return { min: fit(lengthRules[length].min), max: fit(lengthRules[length].max) };
}

/**
 * Characters that must still be free before a caption counts as too few sentences. The
 * platform's limit wins over the length, so a caption that fills its room is long enough.
 */
export const roomForSentence = 40;
