/** `genie` as people run it, with an API, a console and, on request, a Directus that stand in for the real ones. */
import { join } from 'node:path';
import { createCliContext } from '../../src/cli-context.ts';
import { runProgram } from '../../src/program.ts';
import { stubDirectus } from './stub-directus.ts';

const context = createCliContext((code) => process.exit(code));
process.exitCode = await runProgram(process.argv.slice(2), {
  ...context,
  apiEntry: join(import.meta.dirname, 'stub-api.ts'),
  consoleBuild: join(
    import.meta.dirname,
    'stub-console',
    `${context.variables.STUB_CONSOLE ?? 'works'}.ts`,
  ),
  directus:
    context.variables.STUB_DIRECTUS === undefined
      ? context.directus
      : stubDirectus(context.variables.STUB_DIRECTUS),
});
