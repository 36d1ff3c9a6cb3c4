import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DirectusAnswer } from '@genie-helper/directus-client';
import { dataVersion } from '@genie-helper/guard-protocol';
import { createDataVersionCheck } from '../../src/directus/data-version.ts';

const newer = { version: dataVersion.version + 1, product: '9.0.0' };
const refusal = (status: number): DirectusAnswer => ({
  ...{ ok: false, status, code: 'NO', field: undefined },
});

function createCheck(answers: readonly (DirectusAnswer | Error)[], secret?: string) {
  const rest = [...answers];
  const call = async () => {
    const answer = rest.shift();
    if (answer === undefined) throw new Error('asked once too often');
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return createDataVersionCheck({ call }, secret ?? 'a secret', 1);
}

const says = (data: unknown): DirectusAnswer => ({ ok: true, status: 200, data });

test('data of a later release is refused, by a sentence that names both', async () => {
  const check = createCheck([says(newer), says(newer)]);
  const problem = String(await check.ask());
  assert.ok(problem.includes(`Genie Helper ${dataVersion.product} (data version 1)`), problem);
  assert.ok(problem.includes('last used by 9.0.0 (data version 2)'), problem);
  await assert.rejects(check.assertMayWork(), { code: 'directus.unavailable' });
});

test('nothing is taken for granted before Directus has answered; then it is asked no more', async () => {
  const check = createCheck([new Error('down'), says('nonsense'), refusal(500), says(dataVersion)]);
  await assert.rejects(check.assertMayWork(), /down/);
  await assert.rejects(check.assertMayWork(), { code: 'directus.unavailable' });
  await assert.rejects(check.assertMayWork(), { code: 'directus.unavailable' });
  await check.assertMayWork();
  await check.assertMayWork();
});

test('an older guard, which does not say, is worked with', async () => {
  await createCheck([refusal(404)]).assertMayWork();
});

test('no work begins before Directus has said that it may, and what must not is told once', async () => {
  const told: string[] = [];
  const started = Promise.withResolvers<void>();
  const check = createCheck([new Error('down'), says(newer), says(newer), says(dataVersion)]);
  let begun = 0;
  check.startOnceAllowed(
    () => {
      begun += 1;
      assert.deepEqual([told.length, begun], [1, 1]);
      started.resolve();
    },
    (problem) => {
      assert.equal(begun, 0);
      told.push(problem);
    },
  );
  assert.equal(begun, 0);
  await started.promise;
  check.startOnceAllowed(() => {
    begun += 1;
  }, assert.fail);
  assert.equal(begun, 2, 'what is known already is asked no more');
});

test('who is closed while Directus can not say begins nothing', async () => {
  const answer = Promise.withResolvers<DirectusAnswer>();
  const check = createDataVersionCheck({ call: () => answer.promise }, 'a secret', 1);
  const end = check.startOnceAllowed(assert.fail, assert.fail);
  end();
  answer.resolve(says(dataVersion));
  await check.ask();
  await new Promise((resolve) => setImmediate(resolve));
});
