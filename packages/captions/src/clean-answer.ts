const label =
  /^\s*(?:here(?:'s| is| are|’s)\b[^\n]{0,120}:|(?:sure|certainly|of course|okay|absolutely)\b[^\n]{0,120}[:!]\s*\n|(?:[\w -]{0,24}\s)?(?:caption|post|answer|output|tweet|title)\s*:)\s*/iu;
/** Characters looked at, reasoning included and without it; no platform takes more. */
const longestAnswer = 32_000;
const longestCaption = 6_000;
const quotePairs = ['""', "''", '“”', '‘’', '«»', '„“', '``', '「」'];

/**
 * The caption inside a model's answer: without reasoning blocks, code fences, headings, labels
 * such as "Caption:", enclosing quotes and Markdown emphasis, in NFC, with no control,
 * invisible or text-reordering character and at most one empty line in a row.
 */
export function cleanAnswer(answer: string): string {
  let text = withoutReasoning(
    answer
      .slice(0, longestAnswer)
      .toWellFormed()
      .replace(/\r\n?|[\u2028\u2029]/gu, '\n'),
  );
  text = text
    .trim()
    .slice(0, longestCaption)
    .toWellFormed()
    .replace(
      /(?![\n\t])\p{Cc}|\uFFFD|[\u202A-\u202E\u2066-\u2069\u200B\u2060\uFEFF\u00AD\u{E0000}-\u{E001F}]/gu,
      '',
    )
    .normalize('NFC')
    .trim();
  const fence = /^```[^\n]*\n([\s\S]*?)\n?```/u.exec(text);
  text = (fence?.[1] ?? text).replaceAll('```', '');
  for (let before = ''; before !== text; ) {
    before = text;
    text = unquote(
      text
        .replace(/^\s*#{1,6}\s+/u, '')
        .replace(emphasis, '$2')
        .trim()
        .replace(label, ''),
    ).trim();
  }
  return text
    .replace(/[ \t]*\n[ \t]*/gu, '\n')
    .replace(/\n{3,}/gu, '\n\n')
    .replace(/[ \t]{2,}/gu, ' ')
    .replaceAll('\t', ' ')
    .trim();
}

const emphasis = /(\*\*|__|(?<![\p{L}\p{N}*])\*)(?=\S)([^*_\n]+?)(?<=\S)\1(?![\p{L}\p{N}])/gu;

function withoutReasoning(text: string): string {
  const closed = text.replace(/<(think|thinking|reasoning|analysis)>[\s\S]*?<\/\1>/giu, '');
  const tail = closed.split(/<\/(?:think|thinking|reasoning|analysis)>/iu).at(-1) ?? '';
  return tail.split(/<(?:think|thinking|reasoning|analysis)>/iu)[0] ?? '';
}

/** Takes one pair of quotes away if it encloses the whole text and nothing closes it earlier. */
function unquote(text: string): string {
  for (const [open, close] of quotePairs.map((pair) => [...pair])) {
    if (!open || !close || text.length < 2) continue;
    const inner = text.slice(open.length, -close.length);
    const isEnclosed = text.startsWith(open) && text.endsWith(close);
    if (isEnclosed && !inner.includes(open) && !inner.includes(close)) return inner;
  }
  return text;
}
