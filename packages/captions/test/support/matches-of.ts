import fc from '../../../../test/support/properties.ts';

/**
 * Texts that a pattern finds, and some that it would find but for what stands around them: what it forbids around a
 * match is left out, what it asks for there is part of the text. Letters of "any script" are Latin ones.
 */
export function matchesOf({ source }: RegExp): fc.Arbitrary<string> {
  const plain = withoutForbidden(source)
    .replace(/\(\?<?=/g, '(?:')
    .replaceAll(String.raw`\b`, '')
    .replace(/\\p\{Script=(\w+)\}/g, (_, script: string) => letterOf[script] ?? '')
    .replace(/\[((?:[^\]\\]|\\.)*)\]/g, (whole) =>
      whole.replaceAll(String.raw`\p{L}`, 'a-z').replaceAll(String.raw`\w`, 'a-z'),
    )
    .replace(/\\p\{L\}|\\w|\\S/g, '[a-z]')
    .replace(/(?<![\\[])[\^$]/g, '');
  return fc.stringMatching(new RegExp(`^(?:${plain})$`, 'u'));
}

const letterOf: Readonly<Record<string, string>> = { Han: '漢', Hiragana: 'ひ', Katakana: 'カ' };

/** The pattern without its negative lookarounds, which may hold others. */
function withoutForbidden(source: string): string {
  const start = source.search(/(?<!\\)\(\?<?!/);
  if (start < 0) return source;
  let depth = 0;
  let isClass = false;
  for (let at = start; at < source.length; at += 1) {
    const character = source[at];
    if (character === '\\') at += 1;
    else if (character === '[') isClass = true;
    else if (character === ']') isClass = false;
    else if (character === '(' && !isClass) depth += 1;
    else if (character === ')' && !isClass) {
      depth -= 1;
      if (depth === 0) return withoutForbidden(source.slice(0, start) + source.slice(at + 1));
    }
  }
  throw new Error(`unbalanced: ${source}`);
}
