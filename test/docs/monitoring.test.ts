import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import knex from 'knex';
import { createMetrics } from '../../apps/api/src/http/metrics/metrics.ts';
import { createGuardMetrics } from '../../extensions/guard/src/metrics/metrics.ts';
import { root } from '../support/documents.ts';

const metricName = /\b(?:genie|process|nodejs)_[a-z0-9_]+\b/g;
const own = createMetrics();
own.watchProcess();
const ofDirectus = createGuardMetrics(knex({ client: 'pg' }));
const exported = new Map<string, string>();

before(async () => {
  const text = [await own.render(), await ofDirectus.render()].map((each) => each.text).join('\n');
  for (const [, name = '', type = ''] of text.matchAll(/^# TYPE (\w+) (\w+)$/gm)) {
    exported.set(name, type);
  }
});

/** A histogram is asked by the names of its parts. */
function isExported(name: string): boolean {
  if (exported.has(name)) return true;
  return exported.get(name.replace(/_(bucket|sum|count)$/, '')) === 'histogram';
}

for (const file of [
  'deploy/grafana/genie-helper.json',
  'deploy/prometheus/alerts.yaml',
  'docs/how-to/monitor.md',
]) {
  test(`every metric that ${file} names is there`, async () => {
    const named = (await readFile(join(root, file), 'utf8')).match(metricName) ?? [];
    assert.ok(named.length > 0);
    assert.deepEqual(
      named.filter((name) => !isExported(name)),
      [],
    );
  });
}

test('every metric of ours is in the list of questions that docs/how-to/monitor.md answers', async () => {
  const page = await readFile(join(root, 'docs/how-to/monitor.md'), 'utf8');
  const ours = [...exported.keys()].filter((name) => name.startsWith('genie_'));
  assert.deepEqual(
    ours.filter((name) => !page.includes(`\`${name}\``)),
    [],
  );
});
