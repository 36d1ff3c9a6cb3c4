import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fleet } from '../machines/fleet.ts';

/** As long as `docs/how-to/several-servers.md` says. */
export const shutdownDelayMs = 5_000;

/** Restarts both APIs, one after the other, as the runbooks say. */
export async function restartApis({ apis }: Fleet): Promise<void> {
  for (const api of apis) {
    assert.equal(await api.stop(), 0);
    await api.start();
    // A proxy that asks twice a second has seen by then that it's well.
    await sleep(4_000);
  }
}

/** Restarts both Directus likewise. */
export async function restartDirectus({ pair }: Fleet): Promise<void> {
  for (const which of [0, 1]) {
    await pair.processOf(which).stop();
    await pair.revive(which);
    await sleep(2_000);
  }
}
