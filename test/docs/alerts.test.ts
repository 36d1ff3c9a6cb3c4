import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { root } from '../support/documents.ts';

const runPromtool = (...args: string[]) =>
  spawnSync('promtool', args, { cwd: root, encoding: 'utf8', timeout: 60_000 });
const isInstalled = runPromtool('--version').error === undefined;
const skip = isInstalled ? false : 'promtool is not installed (apt-get install prometheus)';

for (const [what, ...args] of [
  ['the alerts are rules that Prometheus reads', 'check', 'rules', 'deploy/prometheus/alerts.yaml'],
  [
    'the alerts fire for what they name, at its first time too',
    'test',
    'rules',
    'test/docs/alerts-tests.yaml',
  ],
] as const) {
  test(what, { skip }, () => {
    const { status, stdout, stderr } = runPromtool(...args);
    assert.equal(status, 0, stdout + stderr);
  });
}
