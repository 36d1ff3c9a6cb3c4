import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { createProcessOutput, withoutLabel } from '../src/index.ts';

/** What remains of a process's output for people. */
function outputOf(text: string) {
  const output = createProcessOutput();
  for (const line of text.split('\n')) output.add(line);
  return { lines: output.lastLines(30), reason: output.reason() };
}

/** Output as Node, pg, knex and Directus wrote it, and the sentence in it. */
const outputs: Record<string, [text: string, reason: string]> = {
  'PostgreSQL refuses a password': [
    `error: password authentication failed for user "genie"
    at parseErrorMessage (/app/node_modules/pg-protocol/dist/parser.js:306:11)
    at TCP.onStreamRead (node:internal/stream_base_commons:189:23) {
  length: 104,
  severity: 'FATAL',
  code: '28P01',
  routine: 'auth_failed'
}`,
    'password authentication failed for user "genie"',
  ],
  'nothing listens on either address of a name': [
    `AggregateError [ECONNREFUSED]: 
    at internalConnectMultiple (node:net:1134:18) {
  code: 'ECONNREFUSED',
  [errors]: [
    Error: connect ECONNREFUSED ::1:5432
        at createConnectionError (node:net:1683:14) {
      errno: -111,
    }
  ]
}`,
    'AggregateError: ECONNREFUSED',
  ],
  'an error without a message': [
    "AggregateError\n    at x (a.js:1:1) {\n  code: 'ETIMEDOUT'\n}",
    'ETIMEDOUT',
  ],
  'a statement with its values before the reason': [
    "[Error: select * from `directus_users` where `token` = 'hidden' - SQLITE_NOTADB: file is not a database] {\n  errno: 26,\n  code: 'SQLITE_NOTADB'\n}",
    'SQLITE_NOTADB: file is not a database',
  ],
  'an entry of a JSON log with its stack': [
    '{"level":50,"msg":"Knex: run\\n$ npm install sqlite3\\nCannot find module\\nRequire stack:\\n- /a.js\\n    at x (y.js:1:2)"}',
    'Knex: run\n$ npm install sqlite3\nCannot find module',
  ],
  'an error of Directus, then a warning': [
    '{"level":60,"err":{"message":"No extension"},"msg":"Couldn\'t start"}\n{"level":40,"msg":"later"}',
    "Couldn't start",
  ],
};

for (const [name, [text, reason]] of Object.entries(outputs)) {
  test(`finds the sentence in what a process wrote: ${name}`, () => {
    const { lines, reason: found } = outputOf(text);
    assert.equal(found, reason);
    assert.ok(lines.every((line) => !/^\s+at |^\s*\^|hidden|^\}/.test(line)));
    assert.ok(lines.some((line) => withoutLabel(line) === reason));
  });
}

test('an error that nobody caught is its message, without source and stack', async () => {
  const script = `function route() {
      throw new Error('GET /x states no guard');
    }
    route();`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
  const output = createProcessOutput();
  output.read([child.stdout, child.stderr]);
  await once(child, 'close');
  assert.deepEqual(output.lastLines(30), ['Error: GET /x states no guard']);
  assert.equal(output.reason(), 'GET /x states no guard');
});

test('keeps the sentence though a long stack and many properties follow it', () => {
  const frames = Array.from({ length: 200 }, (_, index) => `    at call${index} (a.js:${index}:1)`);
  const { reason } = outputOf(
    ['TypeError: no such thing', ...frames, 'Node.js v24.21.0'].join('\n'),
  );
  assert.equal(reason, 'TypeError: no such thing');
});

test('leaves lines that are no error as they are, and tells of no reason then', () => {
  const text = 'Error handling is on\n{"half": \nHTTPS_CERT_PATH names a file that is not there.';
  const { lines, reason } = outputOf(text);
  assert.deepEqual(lines, text.split('\n'));
  assert.equal(reason, undefined);
});
