/**
 * Links as a platform or a reader may take them, in running text of any script.
 *
 * Finds too much rather than too little: most platforms take no link, so one that is missed costs more than a word
 * that is taken for one. Which endings there are is IANA's list, from the package `tlds`.
 */
import tlds from 'tlds' with { type: 'json' };

const endings: ReadonlySet<string> = new Set(tlds);

/** Scripts written without spaces, and the mark that they share: an address in Latin letters begins and ends where it meets them. */
const unspaced = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}ー]`;
/** The circled ones are read as letters by browsers, as are all forms that are compatible with one (UTS 46). */
const letter = String.raw`[[\p{L}\p{N}\u24B6-\u24E9]--${unspaced}]`;

/** What browsers read as the dot between labels (UTS 46). */
const dots = '.．。｡․﹒';
const dot = `[${dots}]`;

/** Marks that belong to letters; an emoji's belong to none. */
const mark = String.raw`[\p{M}--[\uFE00-\uFE0F\u20E3]]`;
const spacedLabel = String.raw`${letter}(?:[${letter}${mark}_\-]*[${letter}${mark}])?`;
const unspacedLabel = String.raw`(?<!${unspaced})${unspaced}[${unspaced}\p{N}\-]*`;

/** After a label of an unspaced script `。` ends a sentence. */
const host = `(?:${spacedLabel}${dot}|${unspacedLabel}[.．])+(?:${spacedLabel}|${unspacedLabel})`;

/** Not within a word and not after a label: each chain of labels is tried once. */
const start = String.raw`(?<![${letter}${mark}_\-])(?<!${letter}${dot})(?<!\d:)`;
const path = String.raw`[^\s<>"\)\]]`;

/** What stands before an `@`, tried once for each run of letters: from its start, or from where its script changes. */
const any = String.raw`[\p{L}\p{N}._+\-]`;
const spaced = String.raw`[${letter}._+\-]`;
const mailbox = `(?:(?:(?<!${any})${any}{1,64}|(?<!${spaced})${spaced}{1,64})@)?`;

const tail = String.raw`(?<tail>(?::\d+)?(?:[\/?#]${path.replace('"', `"'`)}*)?)`;

/** Schemes that are followed by no `//`. */
const schemes =
  'mailto|javascript|vbscript|data|file|tel|sms|tg|whatsapp|skype|facetime|viber|magnet|webcal';

const plain = [
  String.raw`(?<![a-z0-9+.\-])[a-z][a-z0-9+.\-]*:\/\/(?:\[[\da-f:.]*\])?${path}*`,
  String.raw`(?<![\p{L}\p{N}])(?:${schemes}):${path}+`,
  String.raw`(?<![\p{L}\p{N}])www${dot}${path}+`,
  String.raw`(?<![\p{L}\p{N}._\-])(?:\d{1,3}\.){3}\d{1,3}(?![\p{L}\p{N}])${tail}`,
  `${start}(?<host>${mailbox}${host})${tail}`,
];

/** After a name: what a reader takes for the dot, and the ending. */
const disguised = [
  String.raw`\s*[\(\[\{]\s*(?:dot|${dot})\s*[\)\]\}]\s*(?<ending>\p{L}{2,24})(?![\p{L}\p{N}])`,
  String.raw`\s+dot\s+(?:com|net|org|info|biz|co|io|tv|ly|gg|xyz|me|uk|eu|de)\b`,
  String.raw`\s+${dot}\s*(?:com|net|org)\b`,
].join('|');

const candidate = new RegExp(plain.join('|'), 'giv');
const disguisedOrPlain = new RegExp(
  [...plain, String.raw`(?<![\p{L}\p{N}_\-])(?<name>[\p{L}\p{N}_\-]+)(?:${disguised})`].join('|'),
  'giv',
);

/** What every disguised one has; to look for them in every text takes as long as for all others. */
const disguisedLike = new RegExp(String.raw`\bdot\b|[\(\[\{\s]${dot}`, 'iv');

/** What every link has, bar the target of a Markdown link: a colon, a dot before something or on its own, or the word. */
const linkLike = new RegExp(String.raw`:|${dot}\S|\s${dot}|dot`, 'iu');

const markdownLink = /!?\[([^\]\n]*)\]\([^)\n]*\)/gu;
const trailing = /[.,!?;:…'"”’]+$/u;

/**
 * Every link in the text, in order: with a scheme, `www.`, a bare domain with a known ending or
 * with a path, an address with `@`, an IPv4 address, "name dot com" and what else stands for the
 * dot, and the target of a Markdown link. Punctuation that ends the sentence is not part of a link.
 */
export function findLinks(text: string): string[] {
  if (!linkLike.test(text) && !text.includes('](')) return [];
  const found: string[] = [];
  replaceLinks(text, (link) => {
    found.push(link);
    return link;
  });
  const bare = [...text.matchAll(markdownLink)]
    .map(([match]) => match)
    .filter((match) => !found.some((other) => match.includes(other)));
  return [...found, ...bare];
}

/** The text without its links, except those that `keep` accepts; a Markdown link leaves its words. */
export function removeLinks(text: string, keep: (link: string) => boolean = () => false): string {
  const plain = text.replace(markdownLink, (match, words: string) =>
    findLinks(match).some((found) => found !== match && keep(found)) ? match : words,
  );
  return replaceLinks(plain, (link) => (keep(link) ? link : ''))
    .replace(/[<([{]\s*[>)\]}]/gu, '')
    .replace(/[ \t]+([.,!?;:…])/gu, '$1')
    .replace(/[ \t]{2,}/gu, ' ')
    .replace(/[ \t]+$/gmu, '');
}

/** The text with something else in place of each link. */
export function replaceLinks(text: string, replace: (link: string) => string): string {
  if (!linkLike.test(text)) return text;
  let replaced = '';
  let done = 0;
  const pattern = disguisedLike.test(text) ? disguisedOrPlain : candidate;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const [whole] = match;
    const { host, tail = '', name, ending } = match.groups ?? {};
    const isOther = ending !== undefined && !isEnding(ending, '');
    const found = host === undefined ? (isOther ? '' : whole) : linkFrom(host, tail);
    const link = found.replace(trailing, '');
    if (link !== '') {
      replaced += text.slice(done, match.index) + replace(link);
      done = match.index + link.length;
    }
    // What was no link, or not all of it, may hold another one.
    pattern.lastIndex = match.index + (link === '' ? (host ?? name ?? whole) : link).length;
  }
  return replaced + text.slice(done);
}

const labels = new RegExp(`[^${dots}]+`, 'gu');

/** As much of a chain of labels as ends in a known ending; '' where it's none, such as `Mr.Smith` or `v2.0`. */
function linkFrom(host: string, tail: string): string {
  let end = 0;
  let before = '';
  for (const { index, 0: label } of host.matchAll(labels)) {
    if (index > 0 && isEnding(label, before)) end = index + label.length;
    before = label;
  }
  const hasPath = tail.startsWith('/') && /^\p{L}{2,24}$/u.test(before);
  return end === host.length || hasPath ? host + tail : host.slice(0, end);
}

/** Endings that are words which begin sentences. */
const sentenceStarts = new Set(
  'am as at be best by call do free fun here how in is it live love me my new no now one open play read save show so tips to today us watch win you'.split(
    ' ',
  ),
);

/** Whether the last label makes an address; in `tonight.Live` it begins a sentence whose space is missing. */
function isEnding(label: string, before: string): boolean {
  const beginsSentence = /^\p{Lu}\p{Ll}+$/u.test(label) && !/^\p{Lu}/u.test(before);
  const ending = label.normalize('NFKC').toLowerCase();
  if (beginsSentence && sentenceStarts.has(ending)) return false;
  return endings.has(ending) || /^xn--[a-z0-9-]+$/.test(ending);
}
