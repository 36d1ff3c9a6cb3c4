import { describeVariables } from './schema.ts';
import type { VariableNotes } from './variable.ts';

const exampleHead = `# Genie Helper: every environment variable, with its default.
# "npm start" writes a .env with random secrets where there is none; copy lines from here to change one.
# Made from packages/environment/src/schema.ts by "npm run generate".
`;

/**
 * Writes `.env.example`: each variable under its heading, explained, commented out with its default.
 *
 * @returns the whole file; it holds no secret, so copying it unchanged starts nothing by accident
 */
export function renderEnvExample(): string {
  const groups = new Map<string, string[]>();
  for (const [name, notes] of describeVariables()) {
    const entry = `# ${notes.description}\n# Must be ${notes.expected}${remark(notes)}.\n#${name}=${notes.default ?? ''}\n`;
    groups.set(notes.group, [...(groups.get(notes.group) ?? []), entry]);
  }
  const sections = [...groups].map(
    ([title, entries]) => `# --- ${title} ---\n\n${entries.join('\n')}`,
  );
  return `${exampleHead}\n${sections.join('\n')}`;
}

function remark(notes: VariableNotes): string {
  if (notes.secret !== true) return '';
  return notes.generate === undefined ? '; secret' : '; secret, made at random on the first start';
}
