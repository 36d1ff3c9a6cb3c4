import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counter, Registry } from 'prom-client';
import { rememberLabels } from '../../src/http/metrics/remember-labels.ts';

test('each combination of labels is a series of its own, looked up once', async () => {
  const registry = new Registry();
  const counter = new Counter({
    name: 'things_total',
    help: 'Things.',
    labelNames: ['kind', 'outcome'],
    registers: [registry],
  });
  let lookups = 0;
  const of = rememberLabels({
    labels: (kind: string, outcome: string) => {
      lookups += 1;
      return counter.labels(kind, outcome);
    },
  });
  for (let count = 0; count < 3; count += 1) of('a', 'b c').inc();
  of('a b', 'c').inc();
  of('a', 'd').inc(2);
  assert.equal(lookups, 3);
  const { values } = await counter.get();
  const found = values.map(({ labels, value }) => [labels.kind, labels.outcome, value]);
  assert.deepEqual(found, [
    ['a', 'b c', 3],
    ['a b', 'c', 1],
    ['a', 'd', 2],
  ]);
});
