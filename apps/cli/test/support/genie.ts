/** `genie` as people run it, with an API, a console and, on request, a Directus that stand in for the real ones. */
import { join } from 'node:path';
import { createProcessWorld } from '../../src/cli-context.ts';
import { runProgram } from '../../src/program.ts';
import { stubDirectus } from './stub-directus.ts';

const world = createProcessWorld((code) => process.exit(code));
process.exitCode = await runProgram(process.argv.slice(2), {
  ...world,
  apiEntry: join(import.meta.dirname, 'stub-api.ts'),
  consoleBuild: join(
    import.meta.dirname,
    'stub-console',
    `${world.variables.STUB_CONSOLE ?? 'works'}.ts`,
  ),
  directus:
    world.variables.STUB_DIRECTUS === undefined
      ? world.directus
      : stubDirectus(world.variables.STUB_DIRECTUS),
});
