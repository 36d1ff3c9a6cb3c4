/**
 * What a model writes, read as Markdown.
 *
 * Guarantees: of whatever text comes nothing is made but what `Block` and `Inline` list, so no HTML, no picture, no
 * script. A link leads to another site over HTTP or HTTPS and to nothing else, and says to which where its text doesn't.
 * What isn't understood is shown as it came, and so is what would take the parser long.
 */
import { lexer, type MarkedToken, type Token, type Tokens } from 'marked';

export type Inline =
  | { kind: 'text' | 'code'; text: string }
  | { kind: 'strong' | 'emphasis' | 'deleted'; content: Inline[] }
  /** `site`: where it leads, unless its text is its address. */
  | { kind: 'link'; href: string; site: string | undefined; content: Inline[] }
  | { kind: 'break' };

export type Block =
  | { kind: 'paragraph' | 'heading'; content: Inline[] }
  | { kind: 'list'; start: number | undefined; items: Block[][] }
  | { kind: 'quote'; blocks: Block[] }
  | { kind: 'code'; text: string }
  | { kind: 'table'; header: Inline[][]; rows: Inline[][][] }
  | { kind: 'rule' };

/** What is nested deeper is shown as it came. */
const maxDepth = 12;

/**
 * How often a mark may stand in an answer: the parser's work grows with the square of some, and with the cube of open
 * links. Answers that people get stay far below.
 */
const mostMarks: readonly [RegExp, number][] = [
  [/\[/g, 150],
  [/[*_~]/g, 500],
  [/\(/g, 500],
  [/[ \t]{100}/g, 0],
  [/[<>]/g, 400],
];

/** Lists and quotations that begin within one another, all in one line. */
const nestedLine = /^(?:\s*(?:\d+[.)]|[-*+>])){12}/m;

/** Reads an answer, also one that isn't whole yet. */
export function readMarkdown(text: string): Block[] {
  const isTooMuch = mostMarks.some(([mark, most]) => (text.match(mark)?.length ?? 0) > most);
  if (isTooMuch || nestedLine.test(text)) return asItCame(text);
  try {
    // A person who breaks a line in a caption means it.
    return toBlocks(lexer(text, { gfm: true, breaks: true }), 0);
  } catch {
    // The parser calls itself for each level, of which a text can have more than there is room for.
    return asItCame(text);
  }
}

function asItCame(text: string): Block[] {
  const lines = text.split('\n').map((line): Inline => ({ kind: 'text', text: line }));
  const content = lines.flatMap((line, index): Inline[] => {
    return index === 0 ? [line] : [{ kind: 'break' }, line];
  });
  return [paragraph(content)];
}

/** The address that a link may lead to; undefined where it may lead nowhere. */
export function readAddress(address: string): URL | undefined {
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined;
  // "https://bank.example@evil.example" looks as if it led to the first.
  return url.username === '' && url.password === '' ? url : undefined;
}

function toBlocks(tokens: readonly Token[], depth: number): Block[] {
  return (tokens as MarkedToken[]).flatMap((token) => toBlock(token, depth));
}

function toBlock(token: MarkedToken, depth: number): Block | Block[] {
  if (depth > maxDepth) return paragraph([{ kind: 'text', text: token.raw }]);
  switch (token.type) {
    case 'space':
    case 'def':
      return [];
    case 'hr':
      return { kind: 'rule' };
    case 'code':
      return { kind: 'code', text: token.text };
    case 'heading':
      return { kind: 'heading', content: toInlines(token.tokens, depth) };
    case 'blockquote':
      return { kind: 'quote', blocks: toBlocks(token.tokens, depth + 1) };
    case 'list':
      return {
        kind: 'list',
        start: token.ordered ? Number(token.start) : undefined,
        items: token.items.map((item) => toItem(item, depth + 1)),
      };
    case 'table': {
      const cells = (row: Tokens.TableCell[]) => row.map(({ tokens }) => toInlines(tokens, depth));
      return { kind: 'table', header: cells(token.header), rows: token.rows.map(cells) };
    }
    case 'paragraph':
      return paragraph(toInlines(token.tokens, depth));
    case 'text':
      return paragraph(
        token.tokens === undefined ? toInline(token, depth) : toInlines(token.tokens, depth),
      );
    default:
      return paragraph([{ kind: 'text', text: token.raw.trimEnd() }]);
  }
}

const paragraph = (content: Inline[]): Block => ({ kind: 'paragraph', content });

function toItem({ tokens, task, checked }: Tokens.ListItem, depth: number): Block[] {
  const blocks = toBlocks(tokens, depth);
  const first = blocks[0];
  if (!task || first?.kind !== 'paragraph') return blocks;
  const box: Inline = { kind: 'text', text: checked ? '☑ ' : '☐ ' };
  return [paragraph([box, ...first.content]), ...blocks.slice(1)];
}

function toInlines(tokens: readonly Token[], depth: number): Inline[] {
  return (tokens as MarkedToken[]).flatMap((token) => toInline(token, depth + 1));
}

function toInline(token: MarkedToken, depth: number): Inline[] {
  if (depth > maxDepth) return [{ kind: 'text', text: token.raw }];
  switch (token.type) {
    case 'br':
      return [{ kind: 'break' }];
    case 'codespan':
      return [{ kind: 'code', text: token.text }];
    case 'strong':
      return [{ kind: 'strong', content: toInlines(token.tokens, depth) }];
    case 'em':
      return [{ kind: 'emphasis', content: toInlines(token.tokens, depth) }];
    case 'del':
      return [{ kind: 'deleted', content: toInlines(token.tokens, depth) }];
    case 'escape':
      return [{ kind: 'text', text: token.text }];
    case 'link':
      return toLink(token, toInlines(token.tokens, depth));
    case 'image':
      return toLink(token, [{ kind: 'text', text: token.text || token.href }]);
    case 'text':
      return token.tokens === undefined
        ? [{ kind: 'text', text: token.text }]
        : toInlines(token.tokens, depth);
    default:
      return [{ kind: 'text', text: token.raw }];
  }
}

function toLink({ href, raw }: Tokens.Link | Tokens.Image, content: Inline[]): Inline[] {
  const url = readAddress(href);
  if (url === undefined) return [{ kind: 'text', text: raw }];
  const isItsAddress = readAddress(textOf(content))?.href === url.href;
  return [{ kind: 'link', href: url.href, site: isItsAddress ? undefined : url.host, content }];
}

/** The same without marks, to be pasted where nobody reads Markdown. */
export function plainTextOf(blocks: readonly Block[]): string {
  return blocks.map(blockText).join('\n\n');
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
    case 'heading':
      return textOf(block.content);
    case 'quote':
      return plainTextOf(block.blocks);
    case 'code':
      return block.text;
    case 'rule':
      return '—';
    case 'table':
      return [block.header, ...block.rows].map((row) => row.map(textOf).join('\t')).join('\n');
    case 'list': {
      const { start } = block;
      return block.items
        .map((item, index) => {
          const mark = start === undefined ? '•' : `${start + index}.`;
          return `${mark} ${item.map(blockText).join('\n')}`;
        })
        .join('\n');
    }
  }
}

function textOf(content: readonly Inline[]): string {
  return content
    .map((one) => {
      if (one.kind === 'break') return '\n';
      return 'text' in one ? one.text : textOf(one.content);
    })
    .join('');
}

/** What of an answer is the caption: what stands apart as a quotation or in a block of its own, if one does; else all. */
export function captionIn(blocks: readonly Block[]): string {
  const apart = blocks.filter(({ kind }) => kind === 'quote' || kind === 'code');
  return plainTextOf(apart.length === 1 ? apart : blocks).trim();
}
