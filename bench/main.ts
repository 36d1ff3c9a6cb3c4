/**
 * `npm run bench -- <name>`: measures what the documentation claims. Everything that is compared is measured in
 * one run, interleaved, because the machine may be shared; read the ratios, not the absolute figures.
 */
const benches: Record<string, () => Promise<{ run(): Promise<void> }>> = {
  auth: () => import('./auth/run.ts'),
  footprint: () => import('./footprint/run.ts'),
  vault: () => import('./vault/run.ts'),
};

const names = process.argv.slice(2);
const unknown = names.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(
    `There is no bench "${unknown.join(', ')}". There are: ${Object.keys(benches).join(', ')}.`,
  );
  process.exit(2);
}
for (const name of names.length > 0 ? names : Object.keys(benches)) {
  const bench = await benches[name]?.();
  await bench?.run();
}
