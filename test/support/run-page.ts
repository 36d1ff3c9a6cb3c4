import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { findBlocks } from './markdown.ts';
import { type ExampleEnd, runExample } from './run-example.ts';

const docs = resolve(import.meta.dirname, '../../docs');

/**
 * Runs one shell block of a page as it stands, stopping at the first command that fails. `npx node` is the Node that
 * runs the tests, and `npm run --silent genie --` the command of this checkout, on the folder where the block runs.
 *
 * @param page below `docs/`
 * @param mark what stands in that block and in no other one of the page
 * @throws Error where no block, or more than one, has the mark
 */
export async function runBlock(
  page: string,
  mark: string,
  where: { cwd: string; variables: Record<string, string> },
): Promise<ExampleEnd> {
  const blocks = findBlocks(await readFile(resolve(docs, page), 'utf8')).filter(
    ({ language, text }) => language === 'sh' && text.includes(mark),
  );
  const [block] = blocks;
  if (block === undefined || blocks.length > 1) {
    throw new Error(`${blocks.length} blocks of ${page} have "${mark}"`);
  }
  const genie = resolve(docs, '../apps/cli/src/main.ts');
  const script = block.text
    .replaceAll('npx node', 'node')
    .replace(/npm run --silent genie -- (.+)/g, `node ${genie} $1 --dir .`)
    .replaceAll('docs/how-to/', `${docs}/how-to/`);
  return await runExample(['sh', '-euc', script], where.variables, where.cwd);
}
