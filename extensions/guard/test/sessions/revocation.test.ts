import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Mode } from '../support/caller.ts';
import { allEndpoints } from '../support/endpoints.ts';
import { type GuardedDirectus, startGuardedDirectus } from '../support/guarded-directus.ts';
import { revocationEvents, whyNotTried } from '../support/revocation-events.ts';
import { type MatrixRow, matrixRow, printMatrix } from '../support/revocation-matrix.ts';

let directus: GuardedDirectus;
const rows: MatrixRow[] = [];

before(async () => {
  directus = await startGuardedDirectus();
});
after(async () => {
  await directus?.stop();
});

for (const mode of ['json', 'cookie', 'session'] as const) {
  for (const event of revocationEvents) {
    if (isSkipped(mode, event.name)) continue;
    const name = `refuses a token everywhere after: ${event.name} (${mode})`;
    test(name, { skip: whyNotTried(event.name) }, async () => {
      const row = await matrixRow(directus, event, mode);
      rows.push(row);
      assert.deepEqual(row.before, allEndpoints, 'live before the event');
      assert.deepEqual(row.first, [], 'dead after it');
      assert.deepEqual(row.second, row.secondShouldLive ? allEndpoints : [], 'the other device');
    });
  }
}

/** The tokens of `cookie` mode are those of `json` mode, so a sample will do. */
function isSkipped(mode: Mode, event: string): boolean {
  return mode === 'cookie' && !['logout', 'suspension', 'reuse of a refresh token'].includes(event);
}

test('prints what it saw', (context) => {
  for (const line of printMatrix(rows).split('\n')) context.diagnostic(line);
});
