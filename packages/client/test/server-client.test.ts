import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { createGenieServerClient } from '../src/server/index.ts';
import { json } from './support/fake-servers.ts';

const options = { apiUrl: 'http://api.test', secret: 'a-secret-of-the-tests-0123456789' };
const run = promisify(execFile);

for (const names of [['window'], ['document'], ['WorkerGlobalScope', 'location']]) {
  test(`refuses to be made where there is a ${names.join(' and a ')}`, (t) => {
    for (const name of names) {
      Reflect.set(globalThis, name, {});
      t.after(() => Reflect.deleteProperty(globalThis, name));
    }
    assert.throws(() => createGenieServerClient(options), /runs on servers only/);
  });
}

test('a bundler for browsers finds a module that refuses always', async () => {
  const code = `import { createGenieServerClient } from '@genie-helper/client/server';
    try { createGenieServerClient({}); } catch (error) { console.log(error.message); }`;
  const args = ['--conditions=browser', '--input-type=module', '--eval', code];
  const { stdout } = await run(process.execPath, args, { cwd: import.meta.dirname });
  assert.match(stdout, /runs on servers only/);
});

test('the secret goes into its header as UTF-8, and is not taken empty', async () => {
  const seen: string[] = [];
  const client = createGenieServerClient({
    ...options,
    secret: 'größer',
    async fetch(_input, init) {
      seen.push(new Headers(init?.headers).get('x-rbac-sync-secret') ?? '');
      return json(200, { ok: true, credentials: { key: 'one' } });
    },
  });
  assert.deepEqual(await client.reveal('id'), { key: 'one' });
  assert.equal(Buffer.from(seen[0] ?? '', 'latin1').toString('utf8'), 'größer');
  assert.throws(() => createGenieServerClient({ ...options, secret: '' }), TypeError);
});
