import type { Section } from '../support/bench.ts';
import type { BenchOptions } from '../support/bench-options.ts';
import { startAuthStack } from './auth-stack.ts';
import { compare } from './compare.ts';
import { growConnections } from './grow-connections.ts';
import { growTokens } from './grow-tokens.ts';

/** Compares the plain design, both validators and no check, and shows how each grows. */
export async function run(options: BenchOptions): Promise<Section[]> {
  console.log(`auth: ${options.rounds} rounds, everyone in turn`);
  const stack = await startAuthStack();
  try {
    return [
      await compare(stack, options),
      await growConnections(stack, options),
      await growTokens(stack, options),
    ];
  } finally {
    await stack.stop();
  }
}
