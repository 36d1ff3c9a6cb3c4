import type { BenchOptions } from './support/bench-options.ts';
import type { Bench, Section } from './support/section.ts';

/** Every bench by its name, in the order of the report. */
export const benches: Readonly<Record<string, () => Promise<{ run: Bench }>>> = {
  auth: () => import('./auth/run.ts'),
  sessions: () => import('./sessions/run.ts'),
  routes: () => import('./routes/run.ts'),
  vault: () => import('./vault/run.ts'),
  footprint: () => import('./footprint/run.ts'),
};

/** Runs these one after the other. */
export async function runBenches(
  names: readonly string[],
  options: BenchOptions,
): Promise<Section[]> {
  const sections: Section[] = [];
  for (const name of names) {
    const bench = await benches[name]?.();
    sections.push(...((await bench?.run(options)) ?? []));
  }
  return sections;
}
