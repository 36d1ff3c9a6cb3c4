import { describeVariables } from './schema.ts';
import type { VariableNotes } from './variable.ts';

const referenceHead = `# Environment

Every variable that the product reads. \`npm start\` writes a \`.env\` with random secrets where there is none;
[.env.example](../../.env.example) has the same list to copy from. A value that isn't as it must be stops the start, and
all such values are told at once.

Made from \`packages/environment/src/schema.ts\` by \`npm run generate\`.
`;

/** Writes the reference page of the variables: a table for each heading of the schema. */
export function renderEnvironmentReference(): string {
  const groups = Map.groupBy(describeVariables(), ([, notes]) => notes.group);
  const sections = [...groups].map(([title, variables]) => {
    const rows = variables.map(([name, notes]) => rowOf(name, notes)).join('\n');
    return `\n## ${title}\n\n| variable | default | must be | what for |\n|---|---|---|---|\n${rows}\n`;
  });
  return `${referenceHead}${sections.join('')}`;
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
