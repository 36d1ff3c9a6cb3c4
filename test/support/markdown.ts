/** A fenced block of a Markdown text. */
export interface Block {
  /** The word after the fence; empty if there is none. */
  language: string;
  text: string;
}

const fence = /^( *)```(\w*)\n([\s\S]*?)^\1```$/gm;

/** The fenced blocks, in order; those of lists without their indentation. */
export function findBlocks(markdown: string): Block[] {
  return [...markdown.matchAll(fence)].map(([, indentation = '', language = '', text = '']) => ({
    language,
    text: text.replace(new RegExp(`^${indentation}`, 'gm'), ''),
  }));
}

/** The text without its fenced blocks. */
export function withoutBlocks(markdown: string): string {
  return markdown.replace(fence, '');
}

/** What stands under a heading of the second level. @throws Error if there is none of that name */
export function sectionOf(markdown: string, heading: string): string {
  const [, ...sections] = `\n${markdown}`.split(/\n## /);
  const section = sections.find((text) => text.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`there is no section "${heading}"`);
  return section;
}

/** Where the links of a text lead, as they are written. */
export function findLinks(markdown: string): string[] {
  return [...withoutBlocks(markdown).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
}

/** The names by which links reach the headings of a text, as GitHub makes them. */
export function findAnchors(markdown: string): string[] {
  return [...withoutBlocks(markdown).matchAll(/^#{1,6} (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );
}

/** What a text sets as code: its spans, and the words of its blocks of plain text. */
export function findCodeWords(markdown: string): string[] {
  const spans = [...withoutBlocks(markdown).matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
  const plain = findBlocks(markdown).filter(({ language }) => language === 'text');
  return [...spans, ...plain.map(({ text }) => text)].flatMap((text) => text.split(/\s+/));
}
