import { join } from 'node:path';
import { startDirectusPool } from './directus-pool.ts';
import { cacheDir, ensureTemplate } from './directus-template.ts';

let stopPool: (() => Promise<void>) | undefined;

/** Runs once before all tests (`node --test --test-global-setup`): makes what they all copy or share. */
export async function globalSetup(): Promise<void> {
  // Half of what a Directus or an API does until it listens is to compile the same files again.
  process.env.NODE_COMPILE_CACHE ??= join(cacheDir, 'compiled');
  const start = performance.now();
  let isMaking = false;
  await ensureTemplate((step) => {
    isMaking = true;
    process.stderr.write(`test setup: ${step} ...\n`);
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  if (isMaking) process.stderr.write(`test setup: Directus template ready (${seconds} s)\n`);
  stopPool = await startDirectusPool();
}

export async function globalTeardown(): Promise<void> {
  await stopPool?.();
}
