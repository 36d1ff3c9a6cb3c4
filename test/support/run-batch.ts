import { globSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, resolve } from 'node:path';
import { suite, test } from 'node:test';

const root = resolve(import.meta.dirname, '..', '..');
const load = createRequire(import.meta.url);

/**
 * What `npm test` runs: kinds of files, in how many processes each. `test/batches` has a file a process, named after its
 * kind and its part; three run at a time, in the order of their names, so what is short stands last.
 */
export const kinds: Readonly<Record<string, { patterns: readonly string[]; parts: number }>> = {
  cli: { patterns: ['apps/cli/test/**/*.test.ts'], parts: 2 },
  directus: { patterns: ['directus/test/**/*.test.ts'], parts: 1 },
  docs: { patterns: ['test/{docs,examples}/**/*.test.ts'], parts: 2 },
  e2e: { patterns: ['test/e2e/**/*.test.ts'], parts: 5 },
  guard: { patterns: ['extensions/*/test/**/*.test.ts'], parts: 4 },
  'unit-apps': {
    patterns: ['apps/{api,console}/test/**/*.test.ts', 'test/support/**/*.test.ts'],
    parts: 1,
  },
  'unit-packages': { patterns: ['packages/*/test/**/*.test.ts'], parts: 2 },
};

/**
 * Runs the files of a batch in this process, one after the other, each as a suite that has its own hooks. A file in a
 * process of its own costs a second before its first test: the API, Directus's client and what checks answers are loaded
 * and compiled anew. Such a file leaves the process as it found it, and awaits nothing at its top.
 *
 * @param path the path of the file in `test/batches`
 */
export async function runBatch(path: string): Promise<void> {
  // Some tests wait for what keeps no process alive, such as the end of a program; the runner then takes them for hung.
  const awake = setInterval(() => {}, 60_000);
  for (const file of filesOfBatch(basename(path, '.ts'))) {
    // Each is loaded when its turn has come, as the times that it takes down at its top want it.
    await suite(file, () => {
      try {
        // Not by `import`, behind which the runner takes its tests and hooks for another suite's.
        load(join(root, file));
      } catch (error) {
        test('the file loads', () => {
          throw error;
        });
      }
    });
  }
  clearInterval(awake);
}

/** The files of a batch, from the root: of its kind every n-th, since neighbours take about as long. */
export function filesOfBatch(name: string): string[] {
  const [, kind = '', part] = /^(.*?)(?:-(\d+))?$/.exec(name) ?? [];
  const { patterns, parts } = kinds[kind] ?? { patterns: [], parts: 0 };
  if (!(Number(part ?? 1) <= parts)) throw new Error(`no batch of tests is called ${name}`);
  return globSync(patterns, { cwd: root, exclude: ['**/node_modules'] })
    .sort()
    .filter((_, index) => index % parts === Number(part ?? 1) - 1);
}
