import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { CliContext } from '../cli-context.ts';
import { withHelp } from '../command-help.ts';
import { fileError } from '../installation/cli-error.ts';

const help = {
  details: 'The API serves the same under /openapi.json.',
  examples: [
    { line: 'genie openapi', says: 'print it' },
    { line: 'genie openapi --output api.json', says: 'write it to a file' },
  ],
  exitCodes: [[1, "docs/openapi.json isn't there, or the file can't be written"]] as const,
};

/** Adds `genie openapi`: prints the API's OpenAPI document, or writes it to a file. */
export function addOpenapiCommand(program: Command, context: CliContext): void {
  withHelp(program.command('openapi'), help)
    .summary("print the API's OpenAPI document")
    .description("Prints the API's OpenAPI document, or writes it to a file.")
    .option('-o, --output <file>', 'write it there')
    .action(async ({ output }: { output?: string }) => {
      const source = join(context.projectDir, 'docs', 'openapi.json');
      const text = await readFile(source, 'utf8').catch((error: unknown) => {
        throw fileError(source, 'read', error, 'Run "npm run generate", which makes it.');
      });
      if (output === undefined) return void context.stdout.write(text);
      const path = resolve(output);
      await writeFile(path, text).catch((error: unknown) => {
        throw fileError(path, 'written', error, 'Name a file in a folder that you can write.');
      });
      context.stderr.write(`Wrote ${path}.\n`);
    });
}
