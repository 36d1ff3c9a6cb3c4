import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryDir } from './support/installation.ts';
import { runInProcess } from './support/run-in-process.ts';

const text = '{"openapi":"3.1.1"}\n';

test('prints the document as it stands, or writes it to a file', async (t) => {
  const projectDir = await temporaryDir(t);
  await mkdir(join(projectDir, 'docs'));
  await writeFile(join(projectDir, 'docs/openapi.json'), text);
  assert.deepEqual(await runInProcess(['openapi'], { projectDir }), {
    code: 0,
    out: text,
    err: '',
  });
  const path = join(projectDir, 'copy.json');
  const { code, out } = await runInProcess(['openapi', '--output', path], { projectDir });
  assert.deepEqual({ code, out }, { code: 0, out: '' });
  assert.equal(await readFile(path, 'utf8'), text);
});

test('says how the document is made where it is missing, and where it cannot be written', async (t) => {
  const projectDir = await temporaryDir(t);
  const missing = await runInProcess(['openapi'], { projectDir });
  assert.equal(missing.code, 1);
  assert.match(missing.err, /npm run generate/);
  await mkdir(join(projectDir, 'docs'));
  await writeFile(join(projectDir, 'docs/openapi.json'), text);
  const args = ['openapi', '-o', join(projectDir, 'no/such/folder.json')];
  const unwritable = await runInProcess(args, { projectDir });
  assert.equal(unwritable.code, 1);
  assert.match(unwritable.err, /can't be written \(ENOENT\)/);
});
