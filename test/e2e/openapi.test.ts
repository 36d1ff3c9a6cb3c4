import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { exampleToken } from '../../apps/api/src/accounts/link-token.ts';
import { type AppServices, buildApp } from '../../apps/api/src/app.ts';
import { errorTable } from '../../apps/api/src/http/errors.ts';
import { createLogger } from '../../apps/api/src/http/logging.ts';
import { findProblem } from '../support/api-document/check-answer.ts';
import { document, documentPath } from '../support/api-document/document.ts';
import { findExamples } from '../support/api-document/find-examples.ts';
import { startTestApi, type TestApi } from '../support/start-api.ts';

let api: TestApi;

before(async () => {
  api = await startTestApi({ directusUrl: 'http://127.0.0.1:9' });
});

after(async () => {
  await api?.stop();
});

test('/openapi.json is docs/openapi.json', async () => {
  const { status, headers, body } = await api.request('GET', '/openapi.json');
  assert.equal(status, 200);
  assert.equal(headers.get('content-type'), 'application/json; charset=utf-8');
  assert.deepEqual(body, JSON.parse(await readFile(documentPath, 'utf8')));
});

test('every route of the server is in the API reference, and nothing else', async () => {
  const app = await buildApp({} as AppServices, {
    logger: createLogger('silent'),
    rateLimitMax: 0,
  });
  await app.ready();
  const routes = routesOf(app.printRoutes({ commonPrefix: false }));
  await app.close();
  const documented = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  assert.deepEqual(documented.sort(), routes.sort());
  assert.ok(routes.length > 20);
});

describe('the API reference', () => {
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path));

  test('is OpenAPI 3.1, and each operation says what it does, for whom, and what it answers', () => {
    assert.match(document.openapi, /^3\.1\./);
    for (const operation of operations) {
      const { operationId, summary, description, tags, security, responses } = operation;
      assert.ok(summary && description && tags?.length === 1 && security, operationId);
      for (const [status, response] of Object.entries(responses)) {
        if (!('$ref' in response)) {
          assert.notEqual(response.description, 'Default Response', `${operationId} ${status}`);
        }
      }
    }
  });

  test('has an example for every body, and each keeps its schema', () => {
    const examples = findExamples();
    for (const { place, schema, value } of examples) {
      assert.equal(findProblem(schema, value), undefined, place);
    }
    assert.ok(examples.length > 200, `${examples.length} examples`);
  });

  test('names no host, and holds nothing that looks like a secret', async () => {
    const text = await readFile(documentPath, 'utf8');
    assert.doesNotMatch(text, /https?:\/\/|localhost|127\.0\.0\.1/);
    // Ids of records are no secrets, nor is the example of a link's token, which says in words what it is, nor that of a
    // second factor: RFC 6238's own, "12345678901234567890".
    const rest = text
      .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '')
      .replaceAll(exampleToken, '')
      .replaceAll('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', '');
    assert.doesNotMatch(rest, /eyJ[\w-]{10}|[\w-]{32}/);
  });

  test('takes a person by token or cookie, a server by the secret only, and tells who is public', () => {
    const wanted: Record<string, object[]> = {
      getMe: [{ bearer: [] }, { session: [] }],
      listCredentialAccess: [{ bearer: [] }, { session: [] }],
      endSession: [{ session: [] }],
      revealCredentials: [{ sharedSecret: [] }],
      register: [],
    };
    for (const [name, security] of Object.entries(wanted)) {
      const operation = operations.find(({ operationId }) => operationId === name);
      assert.deepEqual(operation?.security, security, name);
    }
  });
});

test('every error code can come from somewhere', async () => {
  const page = resolve(import.meta.dirname, '../../docs/reference/error-codes.md');
  const text = await readFile(page, 'utf8');
  for (const code of Object.keys(errorTable)) {
    const row = text.split('\n').find((line) => line.startsWith(`| \`${code}\` |`));
    assert.match(row ?? '', /\| [^|]+ \|$/, `${code} comes from nowhere`);
  }
});

/** `GET /a/{id}` and the like, from Fastify's drawing of its routes; HEAD comes with GET and is left out. */
function routesOf(drawing: string): string[] {
  const parents: string[] = [];
  return drawing.split('\n').flatMap((line) => {
    const [, indent = '', part = '', methods = ''] =
      /^(.*?)[├└]── (\S+)(?: \((.*)\))?$/.exec(line) ?? [];
    if (part === '') return [];
    const depth = indent.length / 4;
    const path = `${parents[depth - 1] ?? ''}${part}`;
    parents[depth] = path;
    const names = methods.split(', ').filter((name) => name !== '' && name !== 'HEAD');
    return names.map((name) => `${name} ${path.replace(/:(\w+)/g, '{$1}')}`);
  });
}
