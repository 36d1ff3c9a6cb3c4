import type { Section } from './support/bench.ts';
import type { BenchOptions } from './support/bench-options.ts';
import { reveal } from './vault/reveal.ts';
import { sealAndOpen } from './vault/seal-and-open.ts';

/** Compares the vault with bare calls of the library it's built on, and a reveal with its parts. */
export async function run(options: BenchOptions): Promise<Section[]> {
  return [await sealAndOpen(options), await reveal(options)];
}
