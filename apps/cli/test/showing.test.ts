import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseEnv } from 'node:util';
import { parseEnvironment, renderNewEnvFile } from '@genie-helper/environment';
import { apiUrl } from '../src/commands/up/api-address.ts';
import { renderSummary } from '../src/commands/up/run-up.ts';
import { showStepsPlainly } from '../src/commands/up/show-steps.ts';
import type { UpSettings } from '../src/installation/settings.ts';
import { createStyle } from '../src/terminal.ts';

test('without a terminal, writes one line a step and runs none after one that fails', async () => {
  let now = 0;
  let written = '';
  const write = (text: string | Uint8Array) => {
    written += text;
    return true;
  };
  const step = (title: string, tookMs: number, outcome: string | Error) => ({
    title,
    async run() {
      now += tookMs;
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
  });
  const steps = [
    step('Check', 20, 'Checked'),
    step('Start Directus', 4_810, 'Start Directus'),
    step('Apply', 1_000, new Error('no')),
    step('Start the API', 1, 'Start the API'),
  ];
  await assert.rejects(showStepsPlainly(steps, { stdout: { write }, now: () => now }), /no/);
  assert.equal(written, 'done  Checked\ndone  Start Directus (4.8 s)\nfail  Apply (1.0 s)\n');
});

function summaryOf(changes: Record<string, string>): string {
  const texts = { ...parseEnv(renderNewEnvFile()), ...changes } as Record<string, string>;
  const environment = parseEnvironment(texts) as UpSettings['environment'];
  const settings = { environment, passwordPlace: '.env' as const };
  return renderSummary(settings, 8_120, createStyle(false));
}

test('ends with addresses, e-mail and the place of the password, never the password', () => {
  const summary = summaryOf({ ADMIN_PASSWORD: 'do-not-print-me' });
  for (const text of [
    'http://127.0.0.1:3001',
    'http://127.0.0.1:8055',
    'admin@example.com',
    '.env, ADMIN_PASSWORD',
    'Ctrl-C stops both',
    '8.1 s',
  ]) {
    assert.ok(summary.includes(text), text);
  }
  assert.doesNotMatch(summary, /do-not-print-me/);
  assert.ok(summary.split('\n').every((line) => line.length <= 40));
});

test('gives an address that a browser on this machine can open', () => {
  const at = (HOST: string, ENABLE_HTTPS = false) =>
    apiUrl({ HOST, ENABLE_HTTPS, SERVER_PORT: 3001 });
  assert.equal(at('0.0.0.0'), 'http://127.0.0.1:3001');
  assert.equal(at('::'), 'http://[::1]:3001');
  assert.equal(at('127.0.0.1', true), 'https://127.0.0.1:3001');
});
