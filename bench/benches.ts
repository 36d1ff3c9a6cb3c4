import type { Bench, Section } from './support/bench.ts';
import type { BenchOptions } from './support/bench-options.ts';

/** Every bench by its name, in the order of the report. */
export const benches: Readonly<Record<string, () => Promise<{ run: Bench }>>> = {
  auth: () => import('./auth/run.ts'),
  sessions: () => import('./sessions/run.ts'),
  routes: () => import('./routes.ts'),
  vault: () => import('./vault.ts'),
  footprint: () => import('./footprint.ts'),
};

/** Runs these one after the other and gives what each of them shows as soon as it's there. */
export async function* runBenches(
  names: readonly string[],
  options: BenchOptions,
): AsyncGenerator<readonly Section[]> {
  for (const name of names) {
    const bench = await benches[name]?.();
    if (bench !== undefined) yield await bench.run(options);
  }
}
