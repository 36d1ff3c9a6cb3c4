/**
 * Ten times what can be done, for two minutes: what is over is refused, most of it before anything is done for it, neither
 * side waits in a growing queue, and a user who asks for little is served throughout.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readVariable } from '../../support/process-environment.ts';
import { residentMegabytes } from '../../support/process-usage.ts';
import { readSamples } from '../../support/read-samples.ts';
import { startRevealLoad } from '../../support/reveal-load.ts';
import { sendSteadily } from '../../support/send-steadily.ts';
import { until } from '../../support/until.ts';

const seconds = Number(readVariable('GENIE_LOAD_SECONDS') ?? 120);

/** The largest of the first third of figures, and of the last. */
function earlyAndLate(figures: readonly number[]): [early: number, late: number] {
  const third = Math.ceil(figures.length / 3);
  return [Math.max(...figures.slice(0, third)), Math.max(...figures.slice(-third))];
}

function sumOf(samples: ReadonlyMap<string, number>, metric: string): number {
  const found = [...samples].filter(([name]) => name.startsWith(`${metric}{`));
  return found.reduce((sum, [, value]) => sum + value, 0);
}

test('ten times what can be done: served or refused, and neither queue nor memory grows', async () => {
  await using load = await startRevealLoad();
  await load.oneAfterAnother(30);
  const perSecond = Math.round((await load.capacity()) * 10);
  const memory: number[] = [];
  const watch = setInterval(
    () => void residentMegabytes(load.api.pid()).then((mb) => memory.push(mb)),
    1_000,
  );
  assert.equal((await load.list()).status, 200);
  const ofUser: Promise<Response>[] = [];
  const user = setInterval(() => {
    ofUser.push(load.list());
  }, 1_000);
  const { outcomes, waiting } = await sendSteadily(load.reveal, { perSecond, seconds });
  clearInterval(watch);
  clearInterval(user);

  const served = outcomes.filter(({ status }) => status === 200);
  const refused = outcomes.filter(({ status }) => status === 503);
  assert.equal(served.length + refused.length, outcomes.length, 'nothing but 200 and 503');
  assert.ok(refused.every(({ retryAfter }) => Number(retryAfter) >= 1));
  assert.ok(served.length > 0);
  assert.ok(refused.length > outcomes.length / 2, 'it was more than can be done');
  const metrics = readSamples(await (await fetch(`${load.api.url}/metrics`)).text());
  const beforeGuard = sumOf(metrics, 'genie_early_refusals_total');
  assert.ok(beforeGuard > refused.length / 2, `${beforeGuard} of ${refused.length}`);
  const ofUserServed = (await Promise.all(ofUser)).filter(({ status }) => status === 200);
  assert.equal(ofUserServed.length, ofUser.length, 'who asks for little is served throughout');
  const earlyLines = () =>
    load.api
      .output()
      .split('\n')
      .filter((line) => line.includes('"overload":'));
  await until(() => earlyLines().length === beforeGuard);
  const isOfServer = (line: string) => line.includes('"client":"default"');
  assert.ok(earlyLines().every(isOfServer), 'none of them is the user');
  // A queue without admission grows all the time: three times as long in the last third as in the first.
  const [waitedEarly, waitedLate] = earlyAndLate(waiting);
  assert.ok(waitedLate < waitedEarly * 1.5 + 50, `${waiting.join(' ')} waited`);
  const [first, last] = earlyAndLate(memory);
  assert.ok(last < first * 1.5 + 50, `memory grew from ${first} to ${last} MB`);

  const afterwards = await load.oneAfterAnother(20);
  assert.ok(
    afterwards.every(({ status }) => status === 200),
    'as before, right afterwards',
  );
});
