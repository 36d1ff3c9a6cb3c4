import { randomBytes } from 'node:crypto';
import { describeVariables } from './schema.ts';
import type { VariableNotes } from './variable.ts';

const referenceHead = `# Environment

Every variable that the product reads. \`npm start\` writes a \`.env\` with random secrets where there is none;
[.env.example](../../.env.example) has the same list to copy from. A value that isn't as it must be stops the start, and
all such values are told at once. In a file such as \`.env\` a \`#\` outside of quotes begins a comment, so put a value that
has one in single quotes.

Made from \`packages/environment/src/schema.ts\` by \`npm run generate\`.
`;

/** Writes the reference page of the variables: a table for each heading of the schema. */
export function renderEnvironmentReference(): string {
  const sections = groups().map(([title, variables]) => {
    const rows = variables.map(([name, notes]) => rowOf(name, notes)).join('\n');
    return `\n## ${title}\n\n| variable | default | must be | what for |\n|---|---|---|---|\n${rows}\n`;
  });
  return `${referenceHead}${sections.join('')}`;
}

function groups() {
  return [...Map.groupBy(describeVariables(), ([, notes]) => notes.group)];
}

function rowOf(name: string, notes: VariableNotes): string {
  const cells = [`\`${name}\``, standsFor(notes), notes.expected, notes.description];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function standsFor({ default: value, secret, generate }: VariableNotes): string {
  if (value !== undefined) return `\`${value}\``;
  if (secret !== true) return 'none';
  return generate === undefined ? 'none; secret' : 'made at random on the first start; secret';
}

const exampleHead = `# Genie Helper: every environment variable, with its default.
# "npm start" writes a .env with random secrets where there is none; copy lines from here to change one.
# A # outside of quotes begins a comment: put a value that has one in single quotes.
# Made from packages/environment/src/schema.ts by "npm run generate".
`;

/**
 * Writes `.env.example`: each variable under its heading, explained, commented out with its default.
 *
 * @returns the whole file; it holds no secret, so copying it unchanged starts nothing by accident
 */
export function renderEnvExample(): string {
  const sections = groups().map(([title, variables]) => {
    const entries = variables.map(
      ([name, notes]) =>
        `# ${notes.description}\n# Must be ${notes.expected}${remark(notes)}.\n#${name}=${notes.default ?? ''}\n`,
    );
    return `# --- ${title} ---\n\n${entries.join('\n')}`;
  });
  return `${exampleHead}\n${sections.join('\n')}`;
}

function remark(notes: VariableNotes): string {
  if (notes.secret !== true) return '';
  return notes.generate === undefined ? '; secret' : '; secret, made at random on the first start';
}

/**
 * Writes the first `.env`: every secret that can be made, made at random, and the administrator's e-mail.
 *
 * @param release the Directus that the first start was asked for: the database is then of that one, so it's kept
 * @returns the whole file's text; the caller keeps it to the owner (mode 0600)
 */
export function renderNewEnvFile(release?: string): string {
  const lines = [
    "# Made on the first start. Keep it, and a copy in a safe place: Directus's tokens and the administrator",
    '# depend on it, and without CREDENTIALS_ENC_KEY_B64 nobody can open the stored credentials.',
    '# Every other variable is explained in .env.example.',
    '',
  ];
  for (const [name, notes] of describeVariables()) {
    if (name === 'ADMIN_EMAIL') lines.push(`${name}=${notes.default}`);
    if (name === 'DIRECTUS_RELEASE' && release === '12') lines.push(`${name}=${release}`);
    if (notes.generate) {
      lines.push(`${name}=${randomBytes(notes.generate.bytes).toString(notes.generate.encoding)}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
