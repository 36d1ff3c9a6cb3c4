const hashtag = /(?<![\p{L}\p{N}_&/#＃])[#＃](?=[\p{N}_]*\p{L})([\p{L}\p{M}\p{N}_]+)/gu;
const hashtagLike = /[#＃](?=[\p{L}\p{N}_])/gu;
const hashtagWord = /^(?:[.,;|·•]*[#＃][\p{L}\p{M}\p{N}_]+)+[.,;|·•]*$|^[.,;|·•]+$/u;

/** The hashtags that a platform would make a link of, with their `#`. */
export function findHashtags(text: string): string[] {
  return [...text.matchAll(hashtag)].map(([match]) => match);
}

/**
 * How many hashtags the text has for an upper limit: everything that looks like one, such as
 * `#1` or `a#b`, so that a limit is kept however a platform reads it.
 */
export function countHashtagLike(text: string): number {
  return text.match(hashtagLike)?.length ?? 0;
}

/** Splits the hashtags at the very end from the text before them. */
export function splitHashtagBlock(text: string): { body: string; block: string[] } {
  const words = [...text.matchAll(/\S+/gu)];
  const last = words.findLastIndex(([word]) => !hashtagWord.test(word));
  const block = words.slice(last + 1).flatMap(([word]) => findHashtags(word));
  if (block.length === 0) return { body: text.trimEnd(), block };
  return { body: text.slice(0, words[last + 1]?.index).trimEnd(), block };
}

/** The text with every `#` before a word taken away; the words stay. */
export function unhash(text: string): string {
  return text.replace(hashtagLike, '');
}

/** A hashtag from a few words, or nothing if they hold no letter or are too long for one. */
export function toHashtag(words: string): string | undefined {
  const tag = words.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
  return /\p{L}/u.test(tag) && tag.length <= 24 ? `#${tag}` : undefined;
}
