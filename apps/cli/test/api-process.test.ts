import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { surroundingNames } from '@genie-helper/directus';
import { describeVariables } from '@genie-helper/environment';
import { apiNodeFlags, apiVariableNames, apiVariables } from '../src/commands/up/api-process.ts';
import { guardVariableNames } from '../src/installation/directus-settings.ts';

const directusOnly = [
  'SECRET',
  'SECRET_PREVIOUS',
  'GUARD_KEY',
  'GUARD_KEY_PREVIOUS',
  'ADMIN_EMAIL',
  'ADMIN_PASSWORD',
  ...guardVariableNames,
  'DIRECTUS_RELEASE',
  'DB_CLIENT',
  'DB_FILENAME',
  'DB_HOST',
  'DB_PORT',
  'DB_DATABASE',
  'DB_USER',
  'DB_PASSWORD',
  'DB_SSL',
];

test('every variable of the product goes to the API or is kept from it on purpose', () => {
  const names = describeVariables().map(([name]) => name);
  // Under "npm start" both are one, and end at once.
  const ofServers = ['SHUTDOWN_DELAY_SECONDS'];
  const placed = [...apiVariableNames, ...directusOnly, ...ofServers];
  assert.deepEqual(names.toSorted(), placed.toSorted());
});

test("gives the API nothing that only Directus needs, and nothing of the user's shell", () => {
  const texts = { AWS_SECRET_ACCESS_KEY: 'x', NODE_OPTIONS: '--inspect', SERVER_PORT: '4001' };
  const all = Object.fromEntries([...apiVariableNames, ...directusOnly].map((name) => [name, 'x']));
  const given = Object.keys(apiVariables({ ...all, ...texts }));
  assert.deepEqual(given.toSorted(), ['NODE_ENV', ...apiVariableNames].toSorted());
});

test('gives the API the same surroundings as Directus', () => {
  const texts = Object.fromEntries(surroundingNames.map((name) => [name, 'x']));
  assert.deepEqual(apiVariables(texts), { NODE_ENV: 'production', ...texts });
  assert.equal(apiVariables({ LC_ALL: 'C.UTF-8' }).LC_ALL, 'C.UTF-8');
});

test('npm run api runs the API with the same bounds on its memory as npm start', async () => {
  const root = resolve(import.meta.dirname, '../../..');
  const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    scripts: { api: string };
  };
  const launcher = 'scripts/run-node.sh';
  assert.ok(scripts.api.includes(launcher));
  const given = `${await readFile(join(root, launcher), 'utf8')} ${scripts.api}`;
  for (const flag of apiNodeFlags) assert.ok(given.includes(` ${flag} `), flag);
});
