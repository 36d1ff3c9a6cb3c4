import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Check, fail, notInUse, ok, runChecks } from '../src/commands/doctor/check.ts';
import { createReport, renderReport } from '../src/commands/doctor/report.ts';
import { createChecks } from '../src/commands/doctor/run-doctor.ts';
import { loadInstallation } from '../src/installation/installation.ts';
import { makeInstallation } from './support/doctor.ts';
import { base } from './support/run-in-process.ts';

const run = (checks: Omit<Check, 'holds'>[], timeoutMs = 60_000) =>
  runChecks(
    checks.map((check) => ({ ...check, holds: 'so' })),
    { refused: new Set(), timeoutMs },
  );

test('runs side by side what needs nothing, and gives the results in order', async () => {
  const { promise: hold, resolve: release } = Promise.withResolvers<void>();
  const results = await run([
    { id: 'a.waits', run: () => hold.then(() => ok('So.')) },
    { id: 'a.releases', run: () => release() ?? ok('So.') },
  ]);
  assert.deepEqual(
    results.map(({ id, status }) => `${id} ${status}`),
    ['a.waits ok', 'a.releases ok'],
  );
});

test('skips what needs a failed check, and what needs that in turn', async () => {
  const never = () => assert.fail('must not run');
  const [, second, third] = await run([
    { id: 'a.first', run: () => fail('No.', 'Mend.') },
    { id: 'a.second', needs: ['a.first'], run: never },
    { id: 'a.third', needs: ['a.second'], run: never },
  ]);
  assert.deepEqual(second?.waitsFor, ['a.first']);
  assert.deepEqual(third?.waitsFor, ['a.second']);
});

test('what needs something that is not in use is not in use either', async () => {
  const [, second] = await run([
    { id: 'a.first', run: () => notInUse('Off.') },
    { id: 'a.second', needs: ['a.first'], run: () => assert.fail('must not run') },
  ]);
  assert.deepEqual(second, { id: 'a.second', status: 'skipped', message: 'Off.' });
});

test('ends a check that takes too long, and tells it to stop', async () => {
  let signal: AbortSignal | undefined;
  const [result] = await run(
    [
      {
        id: 'a.slow',
        run(given) {
          signal = given;
          return new Promise(() => setTimeout(() => {}, 300_000).unref());
        },
      },
    ],
    20,
  );
  assert.equal(result?.status, 'fail');
  assert.equal(signal?.aborted, true);
});

test('tells of a check that throws without quoting what it threw', async () => {
  const thrown = Object.assign(new TypeError('redis://:secret@host'), { code: 'EODD' });
  const [result] = await run([{ id: 'a.odd', run: () => Promise.reject(thrown) }]);
  assert.equal(result?.status, 'fail');
  assert.equal(result?.message, 'The check itself failed (TypeError, EODD).');
});

test('every group of checks has a heading of its own in the report', async (t) => {
  const { dir, texts } = await makeInstallation(t);
  const installation = await loadInstallation(dir, texts);
  const results = createChecks({ installation, context: base }).map(({ id }) => ({
    ...{ id, status: 'ok' as const },
    message: `${id} is well.`,
  }));
  const canvas = { hasColors: false, columns: 80, isTerminal: false };
  const lines = renderReport(createReport(dir, results, 0), canvas).split('\n');
  const headings = lines.filter((_line, index) => index > 0 && lines[index - 1] === '');
  assert.ok(!headings.slice(0, -1).includes(''), lines.join('\n'));
  for (const title of ['Mail', 'Access log']) assert.ok(headings.includes(title), title);
});
