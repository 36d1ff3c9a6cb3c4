import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { findBlocks } from './markdown.ts';
import { type ExampleEnd, runExample } from './run-example.ts';

const docs = resolve(import.meta.dirname, '../../docs');

/**
 * Runs shell blocks of a page as they stand, in one shell, stopping at the first command that fails. `npx node` is the Node that
 * runs the tests, and `npm run --silent genie --` the command of this checkout, on the folder where the block runs.
 *
 * @param page below `docs/`
 * @param marks for each block what stands in it and in no other one of the page
 * @throws Error where no block, or more than one, has a mark
 */
export async function runBlock(
  page: string,
  marks: string | readonly string[],
  where: { cwd: string; variables: Record<string, string> },
): Promise<ExampleEnd> {
  const shell = findBlocks(await readFile(resolve(docs, page), 'utf8')).filter(
    ({ language }) => language === 'sh',
  );
  const texts = [marks].flat().map((mark) => {
    const [block, ...others] = shell.filter(({ text }) => text.includes(mark));
    if (block === undefined || others.length > 0) {
      throw new Error(`no block of ${page}, or more than one, has "${mark}"`);
    }
    return block.text;
  });
  const genie = resolve(docs, '../apps/cli/src/main.ts');
  const script = texts
    .join('\n')
    .replaceAll('npx node', 'node')
    .replace(/npm run --silent genie -- (.+)/g, `node ${genie} $1 --dir .`)
    .replaceAll('docs/how-to/', `${docs}/how-to/`);
  return await runExample(['sh', '-euc', script], where.variables, where.cwd);
}
