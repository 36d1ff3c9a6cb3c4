import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import type { World } from '../cli-context.ts';
import { withHelp } from '../command-help.ts';

const help = {
  details: 'This is the document that the API serves under /openapi.json.',
  examples: [
    { line: 'genie openapi', says: 'print it' },
    { line: 'genie openapi --output api.json', says: 'write it to a file' },
  ],
  exitCodes: [[1, "the document isn't there, or the file can't be written"]] as const,
};

/**
 * `genie openapi`: prints the API's OpenAPI document, or writes it to a file.
 *
 * @param onEnd receives the exit code
 */
export function createOpenapiCommand(world: World, onEnd: (exitCode: number) => void): Command {
  const command = new Command('openapi')
    .summary("print the API's OpenAPI document")
    .description("Prints the API's OpenAPI document, or writes it to a file.")
    .option('-o, --output <file>', 'write it there')
    .action(async ({ output }: { output?: string }) => {
      const source = join(world.projectDir, 'docs', 'openapi.json');
      const text = await readFile(source, 'utf8').catch(() => undefined);
      if (text === undefined) {
        world.stderr.write(`${source} is not there. Run "npm run generate", which makes it.\n`);
        return onEnd(1);
      }
      onEnd(output === undefined ? print(text, world) : await write(resolve(output), text, world));
    });
  return withHelp(command, help);
}

function print(text: string, { stdout }: World): number {
  stdout.write(text);
  return 0;
}

async function write(path: string, text: string, { stderr }: World): Promise<number> {
  try {
    await writeFile(path, text);
    stderr.write(`Wrote ${path}.\n`);
    return 0;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    stderr.write(
      `${path} can't be written (${code}). Name a file in a folder that you can write.\n`,
    );
    return 1;
  }
}
