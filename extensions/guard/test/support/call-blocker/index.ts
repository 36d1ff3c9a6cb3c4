/**
 * Directus hook of the tests: holds a login or refresh just before its token is signed, that is after
 * the password was checked and before the session is there.
 *
 * The file `armed` in `BLOCKER_DIR` makes the next one stop; it writes `reached` and goes on once there
 * is a file `open`.
 */
import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

interface Registration {
  filter(event: string, handler: () => Promise<void>): void;
}

export default function registerCallBlocker(
  { filter }: Registration,
  { env }: { env: Record<string, unknown> },
): void {
  const dir = String(env.BLOCKER_DIR);
  filter('auth.jwt', async () => {
    if (!existsSync(join(dir, 'armed'))) return;
    await rename(join(dir, 'armed'), join(dir, 'reached'));
    while (!existsSync(join(dir, 'open'))) await delay(10);
  });
}
