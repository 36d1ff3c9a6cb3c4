/**
 * What our API asks of the guard about the captions that were written for people: keep them, find them again, remove
 * them.
 */
export const captionPaths = {
  keep: '/genie/captions/keep',
  list: '/genie/captions/list',
  remove: '/genie/captions/remove',
} as const;

/** How many a user has kept; where there are more, the oldest go. */
export const maxKeptCaptions = 5_000;

/** How many go in one call. */
export const maxCaptionsAtOnce = 100;

/** Where a caption came from. */
export const captionSources = ['single', 'batch', 'chat'] as const;
export type CaptionSource = (typeof captionSources)[number];

/** A caption that was written, with what was asked for. */
export interface StoredCaption {
  /** A UUID that the writer chose: keeping it once more changes nothing. */
  id: string;
  text: string;
  platform: string;
  tone: string;
  topic: string;
  length: string;
  /** What wrote it. */
  model: string;
  source: CaptionSource;
  /** Of a batch, its id. */
  job: string | null;
  /** ISO 8601. */
  writtenAt: string;
}

export interface KeepCaptionsRequest {
  captions: (StoredCaption & { userId: string })[];
}

/** How many rows are new; those of users who are gone aren't kept. */
export interface KeepCaptionsAnswer {
  kept: number;
}

/** Which captions of a user, newest first. Times in ISO 8601; `from` is included, `to` isn't. */
export interface ListCaptionsRequest {
  userId: string;
  /** Words that text or topic have, in any case and with any accents. */
  words?: string;
  platform?: string;
  from?: string;
  to?: string;
  limit: number;
  offset: number;
}

/** `total`: how many there are in all. */
export interface ListCaptionsAnswer {
  captions: StoredCaption[];
  total: number;
}

/** One of a user's captions; without an id all of them. */
export interface RemoveCaptionsRequest {
  userId: string;
  id?: string;
}

export interface RemoveCaptionsAnswer {
  removed: number;
}
