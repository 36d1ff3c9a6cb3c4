import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseEnv } from 'node:util';
import {
  describeVariables,
  parseEnvironment,
  renderEnvExample,
  renderEnvironmentReference,
  renderNewEnvFile,
} from '../src/index.ts';

test('a new .env is accepted as it is and holds every secret that can be made', () => {
  const texts = parseEnv(renderNewEnvFile());
  const environment = parseEnvironment(texts);
  for (const [name, notes] of describeVariables()) {
    if (notes.generate) assert.equal(environment[name], texts[name]);
  }
});

test('two new .env files share no secret', () => {
  const [one, other] = [parseEnv(renderNewEnvFile()), parseEnv(renderNewEnvFile())];
  for (const [name, notes] of describeVariables()) {
    if (notes.generate) assert.notEqual(one[name], other[name]);
  }
});

test('.env.example names every variable and sets none', () => {
  const example = renderEnvExample();
  assert.deepEqual(parseEnv(example), {});
  for (const [name] of describeVariables()) assert.match(example, new RegExp(`^#${name}=`, 'm'));
});

test('uncommenting .env.example gives the defaults', () => {
  const uncommented = renderEnvExample().replace(/^#([A-Z_]+=)/gm, '$1');
  assert.deepEqual(parseEnvironment(parseEnv(uncommented)), parseEnvironment({}));
});

test('the reference names every variable once, with its default, and gives no secret', () => {
  const page = renderEnvironmentReference();
  for (const [name, notes] of describeVariables()) {
    const rows = page.split('\n').filter((line) => line.startsWith(`| \`${name}\` |`));
    assert.equal(rows.length, 1, name);
    if (notes.default !== undefined) assert.ok(rows[0]?.includes(`| \`${notes.default}\` |`), name);
    if (notes.secret) assert.ok(rows[0]?.includes('secret |'), name);
  }
});
