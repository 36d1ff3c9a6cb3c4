import tlds from 'tlds' with { type: 'json' };

/**
 * How much a text weighs on X, never less than X counts: a link 23, an emoji 2, a code point
 * outside the light ranges 2, others 1.
 *
 * Where X makes a link of only a part, or it's unclear of which, the larger weight holds: a link
 * longer than 23 weighs what it is long. Source: the v3 configuration and the patterns of the
 * library twitter-text.
 */
export function weighForX(text: string): number {
  const composed = text.normalize('NFC');
  let weight = composed.length;
  for (const [run] of composed.matchAll(beyondAscii)) {
    weight -= run.length;
    for (const { segment } of graphemeSegmenter.segment(run)) weight += weighGrapheme(segment);
  }
  return weight + weighLinks(composed);
}

/** Letters beyond ASCII, with the neighbours that they may be one character with; each other letter weighs 1 by itself. */
const beyondAscii = /[\0-\x7f]?(?:[^\0-\x7f]+[\0-\x7f]?)+/g;

/** Cuts a text into what people take for one character. */
export const graphemeSegmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

const lightRanges = [
  [0, 4351],
  [8192, 8205],
  [8208, 8223],
  [8242, 8247],
] as const;

function weighGrapheme(grapheme: string): number {
  // A single one outside the light ranges weighs 2 either way.
  if (grapheme.length > 1 && /^\p{RGI_Emoji}$/v.test(grapheme)) return 2;
  let weight = 0;
  for (const character of grapheme) {
    const isLight = isInLightRange(character) && !/\p{Extended_Pictographic}/u.test(character);
    weight += isLight ? 1 : 2;
  }
  return weight;
}

function isInLightRange(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return lightRanges.some(([from, to]) => code >= from && code <= to);
}

const linkWeight = 23;
const endings: ReadonlySet<string> = new Set(tlds);

/** Latin letters, digits, dots and hyphens in a row: X looks for links within. */
const chain =
  /(?<scheme>https?:\/\/)?(?<host>[\p{Script=Latin}\p{M}0-9._-]+|(?<=\/\/)[^\s/?#]+)(?<path>(?:\/[A-Za-z0-9_]+)*\/?(?:(?<=\/\w*)\?[A-Za-z0-9_&=]+)?)/giu;

/** A label and an ending, where X may end a link; each label is tried from its start alone, so the time stays linear. */
const linkEnd =
  /(?:(?<![A-Za-z0-9])[A-Za-z0-9]+)?\.(?<ending>[A-Za-z][A-Za-z0-9-]*|\p{L}[\p{L}\p{M}-]*)(?![A-Za-z0-9@])/gu;

/** What links weigh beyond their letters. */
function weighLinks(text: string): number {
  let extra = 0;
  for (const { index, groups = {} } of text.matchAll(chain)) {
    const { scheme = '', host = '', path = '' } = groups;
    // With the character behind it, which may be one that X ends no link before.
    const next = text.charAt(index + scheme.length + host.length);
    const ends = [...`${host}${next}`.matchAll(linkEnd)].filter(({ groups: end }) =>
      isEnding(end?.ending ?? ''),
    );
    const last = ends.at(-1);
    if (last === undefined) continue;
    const isMention = scheme === '' && /[@＠$#＃]/u.test(text.charAt(index - 1));
    const isPlain = /^[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*\.?$/u.test(host);
    const end = last.index + last[0].length;
    if (isPlain && isMention && ends.length === 1) continue;
    if (isPlain && !isMention) {
      const covered = scheme.length + end + (end === host.length ? path.length : 0);
      extra += Math.max(0, linkWeight - covered);
    } else for (const [piece] of ends) extra += Math.max(0, linkWeight - piece.length);
  }
  return extra;
}

function isEnding(ending: string): boolean {
  return endings.has(ending.toLowerCase()) || /^xn--/iu.test(ending);
}
