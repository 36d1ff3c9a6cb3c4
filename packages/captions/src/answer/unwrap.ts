/**
 * What surely stands around a caption in a model's answer, and is no part of it: JSON, code fences, tags, labels,
 * quotation marks, Markdown, and what is said about the caption after it.
 *
 * Each step takes away whole wrappings or nothing. What may be the caption's own stays, for `unclearIn` to judge.
 */
import { isAgreement, isIntroduction, isLabel, namesCaption } from './caption-labels.ts';
import { holdsOptions, isAboutCaption, isOption } from './remarks.ts';

/** The caption inside an answer that was tidied; unchanged where nothing surely wraps it. Idempotent. */
export function unwrap(answer: string): string {
  let text = answer.trim();
  for (let before = ''; before !== text; ) {
    before = text;
    for (const step of steps) text = step(text).trim();
  }
  return text;
}

const steps = [
  withoutJson,
  withoutFence,
  withoutTag,
  withoutBlockquote,
  withoutRule,
  withoutEmphasis,
  withoutLabel,
  withoutHashtagLabel,
  withoutRemark,
  withoutQuotes,
];

const captionKeys = /^(?:caption|text|post|content|answer|output|response|result|message|tweet)$/iu;

/** `{"caption": "…"}`, `["…"]` and `"…\n…"`: JSON with one text in it. */
function withoutJson(text: string): string {
  if (!/^(?:\{[\s\S]*\}|\[\s*"[\s\S]*\]|"[\s\S]*\\[n"u][\s\S]*")$/u.test(text)) return text;
  try {
    let value: unknown = JSON.parse(text);
    for (let depth = 0; depth < 3 && typeof value === 'object' && value !== null; depth += 1) {
      const entries = Object.entries(value);
      const [only] = entries.length === 1 ? entries : entries.filter(([key]) => key === 'caption');
      if (only === undefined || (entries.length > 1 && !entries.every(isDetail))) return text;
      value = only[1];
    }
    return typeof value === 'string' ? tidyBreaks(value) : text;
  } catch {
    return text;
  }
}

/** What may stand beside a caption in JSON without being a part of it. */
function isDetail([key]: [string, unknown]): boolean {
  return (
    captionKeys.test(key) ||
    /^(?:platform|tone|length|language|topic|characters|model)$/iu.test(key)
  );
}

function tidyBreaks(text: string): string {
  return text.replace(/\r\n?/gu, '\n');
}

/** A fence around everything, or around the one text that an introduction hands over. */
function withoutFence(text: string): string {
  const fences = text.split(/```|~~~/u);
  if (fences.length !== 3) return text;
  const [before = '', inner = '', after = ''] = fences;
  if (before.trim() !== '' && !isHead(before.replace(/[:：]\s*$/u, ''))) return text;
  if (after.trim() !== '' && !isAboutCaption(after)) return text;
  return /^[\w-]{0,20}\n/u.test(inner) ? inner.slice(inner.indexOf('\n')) : inner;
}

const tags =
  'caption|answer|output|response|result|post|text|final|final_answer|tweet|p|div|span|b|i|strong|em';

/** One tag around everything. */
function withoutTag(text: string): string {
  const match = new RegExp(`^<(${tags})>([\\s\\S]*)</\\1>$`, 'iu').exec(text);
  const inner = match?.[2];
  return inner === undefined || inner.toLowerCase().includes(`<${match?.[1]?.toLowerCase()}>`)
    ? text
    : inner;
}

function withoutBlockquote(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (!lines.every((line) => /^\s*>(?:\s(?!\s*\d)|$)/u.test(line))) return text;
  return text.replace(/^[^\S\n]*>[^\S\n]?/gmu, '');
}

/** A line of dashes before everything or after it. */
function withoutRule(text: string): string {
  return text.replace(/^(?:[-*_=]{3,})\n/u, '').replace(/\n(?:[-*_=]{3,})$/u, '');
}

const emphasis =
  /(?<![\p{L}\p{N}*_])(\*\*\*|\*\*|__|\*)(?=[^\s*_])([^*_\n]+?)(?<=[^\s*_])\1(?![\p{L}\p{N}*_])/gu;

/** Marks of Markdown; the words stay. */
function withoutEmphasis(text: string): string {
  return text.replace(/^#{1,6}[^\S\n]+(?=\p{L})/u, '').replace(emphasis, '$2');
}

/** The furthest that a label or an introduction reaches. */
const longestHead = 200;

/** "Caption:", "Here's a caption for you:", "**Legenda**" on a line of its own. */
function withoutLabel(text: string): string {
  const start = text.slice(0, longestHead);
  const colon = /[:：](?=\s|["'“”„«‘「『《*]|[^\s\p{N}/])/u.exec(start);
  const line = start.indexOf('\n');
  if (line > 0 && (colon === null || line < colon.index)) {
    const first = start.slice(0, line);
    if (isLabel(first) && !holdsOptions(text)) return text.slice(line);
    // "Sure!" is a line of its own before a label or an introduction.
    const rest = text.slice(line).trim();
    return isAgreement(first) && (withoutLabel(rest) !== rest || isQuoted(rest)) ? rest : text;
  }
  if (colon === null) return text;
  const rest = text.slice(colon.index + 1).trim();
  const head = start.slice(0, colon.index);
  // JSON and tags have colons of their own, and of several captions none is chosen.
  if (/[{[<]/u.test(head) || holdsOptions(text)) return text;
  if (rest === '' || isHead(head)) return rest;
  return isIntroduction(head) && isQuoted(rest) ? rest : text;
}

/** Whether what stands before a colon names or hands over a caption, and does nothing else. */
function isHead(text: string): boolean {
  const head = text.trim();
  return isLabel(head) || isOption(`${head}:`) || (isIntroduction(head) && namesCaption(head));
}

function isQuoted(text: string): boolean {
  return withoutQuotes(text) !== text;
}

/** "Hashtags:" before nothing but hashtags. */
function withoutHashtagLabel(text: string): string {
  return text.replace(/(^|\n)[^\S\n]*hashtags?\s*[:：]\s*(?=(?:[#＃][^\s#＃]+[\s,]*)+$)/iu, '$1');
}

/** What is said about the caption in the last paragraph, or in brackets at the end. */
function withoutRemark(text: string): string {
  const paragraph = /\n[^\n]+$/u.exec(text);
  if (paragraph !== null && isAboutCaption(paragraph[0])) return text.slice(0, paragraph.index);
  const brackets = /\s*[([（【][^()[\]（）【】\n]{3,400}[)\]）】]\.?$/u.exec(text);
  if (brackets !== null && brackets.index > 0 && isAboutCaption(brackets[0])) {
    return text.slice(0, brackets.index);
  }
  return text;
}

const quotePairs = [
  '""',
  "''",
  '“”',
  '‘’',
  '«»',
  '»«',
  '„“',
  '„”',
  '‚‘',
  '””',
  '``',
  '「」',
  '『』',
  '‹›',
  '＂＂',
  '〝〟',
  '《》',
];

/** Takes one pair of quotes away if it encloses the whole text and nothing closes it earlier. */
function withoutQuotes(text: string): string {
  for (const [open, close] of quotePairs.map((pair) => [...pair])) {
    if (!open || !close || text.length < 2 || !text.startsWith(open) || !text.endsWith(close))
      continue;
    const inner = text.slice(open.length, -close.length);
    // An apostrophe within a word closes nothing.
    const bare = inner.replace(/(?<=\p{L})['’](?=\p{L})/gu, '');
    if (!bare.includes(open) && !bare.includes(close)) return inner;
  }
  return text;
}
