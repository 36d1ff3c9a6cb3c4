const topLevels =
  'com|net|org|info|biz|io|co|me|tv|app|dev|xyz|link|bio|ly|gg|fans|be|us|uk|de|fr|es|it|nl|ru|ca|au|eu|in|jp|cn|br|mx|pl|se|ch|at|ai|to|cc|ws|fm|page|site|online|store|shop|club|live|vip|xxx|porn|sex|adult|cam|webcam|social|chat|ee|gl|tk|icu|top|love|dating|video|pics|photos|blog|website|space|fun|pro|art|design|ph|id|kr|tr|za|nz|ie|pt|gr|cz|hu|ro|dk|no|fi';
const host = String.raw`(?:[\p{L}\p{N}](?:[\p{L}\p{N}_-]*[\p{L}\p{N}])?[.．。])+`;
/** Not within a word and not after a label: each chain of labels is tried once. */
const start = String.raw`(?<![\p{L}\p{N}_-])(?<![\p{L}\p{N}][.．。])`;
const tail = String.raw`(?::\d+)?(?:[/?#][^\s<>"')\]]*)?`;

const link = new RegExp(
  [
    String.raw`(?<![a-z0-9+.-])[a-z][a-z0-9+.-]*:\/\/[^\s<>")\]]*`,
    String.raw`(?<![\p{L}\p{N}])(?:mailto|javascript|data|tel|sms|tg):[^\s<>")\]]+`,
    String.raw`(?<![\p{L}\p{N}])www[.．。][^\s<>")\]]+`,
    String.raw`${start}(?:[\p{L}\p{N}._+-]+@)?${host}(?:${topLevels})(?![\p{L}\p{N}_-])${tail}`,
    String.raw`${start}${host}\p{L}{2,24}\/[^\s<>")\]]*`,
    String.raw`(?<![\p{L}\p{N}._-])(?:\d{1,3}\.){3}\d{1,3}(?![\p{L}\p{N}])${tail}`,
    String.raw`(?<![\p{L}\p{N}_-])[\p{L}\p{N}_-]+\s*[([{]?\s*\bdot\b\s*[)\]}]?\s*(?:com|net|org)\b`,
  ].join('|'),
  'giu',
);
const markdownLink = /!?\[([^\]\n]*)\]\([^)\n]*\)/gu;
const trailing = /[.,!?;:…'"”’]+$/u;

/**
 * Every link in the text, in order: with a scheme, `www.`, a bare domain with a known ending or
 * with a path, an address with `@`, an IPv4 address, "name dot com", and the target of a
 * Markdown link. Punctuation that ends the sentence is not part of a link.
 */
export function findLinks(text: string): string[] {
  const found = [...text.matchAll(link)].map(([match]) => match.replace(trailing, ''));
  const bare = [...text.matchAll(markdownLink)]
    .map(([match]) => match)
    .filter((match) => !found.some((other) => match.includes(other)));
  return [...found, ...bare];
}

/** The text without its links, except those that `keep` accepts; a Markdown link leaves its words. */
export function removeLinks(text: string, keep: (link: string) => boolean = () => false): string {
  return text
    .replace(markdownLink, (match, words: string) =>
      findLinks(match).some((found) => found !== match && keep(found)) ? match : words,
    )
    .replace(link, (match) => {
      const target = match.replace(trailing, '');
      return keep(target) ? match : match.slice(target.length);
    })
    .replace(/[<([{]\s*[>)\]}]/gu, '')
    .replace(/[ \t]+([.,!?;:…])/gu, '$1')
    .replace(/[ \t]{2,}/gu, ' ')
    .replace(/[ \t]+$/gmu, '');
}
