import { ensureTemplate } from './directus-template.ts';

/** Runs once before all tests (`node --test --test-global-setup`): makes what they all copy. */
export async function globalSetup(): Promise<void> {
  const start = performance.now();
  let isMaking = false;
  await ensureTemplate((step) => {
    isMaking = true;
    process.stderr.write(`test setup: ${step} ...\n`);
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  if (isMaking) process.stderr.write(`test setup: Directus template ready (${seconds} s)\n`);
}

export async function globalTeardown(): Promise<void> {}
