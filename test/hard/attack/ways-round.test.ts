import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type CredentialSystem, startCredentialSystem } from '../../support/credential-system.ts';
import { naughtyStrings } from './support/naughty-strings.ts';
import { headerOf, jsonOf } from './support/raw-exchange.ts';
import {
  assertOurError,
  bearer,
  last,
  onlyAnswer as onlyAnswerOf,
  type SignedInUser,
  sendLines,
  signIn,
} from './support/raw-visitor.ts';

let stack: CredentialSystem;
let mia: SignedInUser;

before(async () => {
  stack = await startCredentialSystem();
  mia = await signIn(stack);
});
after(() => stack?.stop());

const send = (...lines: string[]) => sendLines(stack, ...lines);
const onlyAnswer = (...lines: string[]) => onlyAnswerOf(stack, ...lines);

describe('nothing that a client says becomes a header of an answer:', () => {
  const allowed = /^(?:[A-Za-z0-9._-]{1,128})$/;

  test('by the address, the id, the origin, the host or a cookie', async () => {
    const split = ['%0d%0aSet-Cookie:%20a=b', '%E5%98%8A%E5%98%8DSet-Cookie:%20a=b', '\\r\\nX: y'];
    for (const text of split) {
      const answers = await Promise.all([
        onlyAnswer(`GET /${text} HTTP/1.1`, 'Host: a', ...last),
        onlyAnswer(`GET /api/me?x=${text} HTTP/1.1`, 'Host: a', bearer(mia), ...last),
        onlyAnswer('GET /api/me HTTP/1.1', 'Host: a', `X-Request-Id: ${text}`, ...last),
        onlyAnswer('GET /api/me HTTP/1.1', `Host: ${text}`, `Origin: ${text}`, ...last),
        onlyAnswer(
          'DELETE /api/session HTTP/1.1',
          'Host: a',
          `Cookie: genie_session=${text}`,
          ...last,
        ),
      ]);
      for (const answer of answers) {
        for (const [name, value] of answer.headers) {
          assert.ok(!/set-cookie:|x: y/i.test(value), `${name}: ${value}`);
          assert.notEqual(name, 'access-control-allow-origin');
          assert.notEqual(name, 'location');
        }
      }
    }
  });

  test('nor by any byte that a header can have', async () => {
    for (const text of naughtyStrings.slice(0, 120)) {
      const bytes = Buffer.from(text, 'utf8')
        .toString('latin1')
        .replace(/[\r\n]/g, ' ');
      const answers = await send(
        'GET /healthz HTTP/1.1',
        'Host: a',
        `X-Request-Id: ${bytes}`,
        `Accept: ${bytes}`,
        `Range: ${bytes}`,
        `Accept-Encoding: ${bytes}`,
        `X-Forwarded-For: ${bytes}`,
        ...last,
      );
      for (const answer of answers) {
        assert.ok([200, 400, 431].includes(answer.status), `${answer.status} to ${text}`);
        assert.match(headerOf(answer, 'x-request-id') ?? '', allowed);
      }
    }
  });
});

test('method overrides, foreign hosts and paths with dots reach no other route', async () => {
  const asUser = (method: string, target: string, ...lines: string[]) =>
    onlyAnswer(`${method} ${target} HTTP/1.1`, 'Host: a', bearer(mia), ...lines, ...last);
  for (const name of ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override']) {
    assert.equal((await asUser('GET', '/api/me', `${name}: DELETE`)).status, 200);
  }
  for (const name of ['X-Original-URL', 'X-Rewrite-URL', 'X-Forwarded-Prefix']) {
    const answer = await asUser('GET', '/api/me', `${name}: /api/admin/users`);
    assert.equal((jsonOf(answer).user as { id: string }).id, mia.id);
  }
  for (const target of [
    '//api/admin/users',
    '/api/./admin/users',
    '/api/me/../admin/users',
    '/api/me/..%2fadmin/users',
    '/api/me/%2e%2e/admin/users',
    '/api/me;/../admin/users',
    '/api/me%00',
    '/api/me%20',
    '/api/me/',
    '/API/ME',
    '/api//me',
    '/api\\me',
  ]) {
    const { status, text } = await asUser('GET', target);
    assert.ok([400, 403, 404].includes(status), `${target}: ${status} ${text}`);
  }
  for (const target of ['http://elsewhere.example/api/admin/users', '*']) {
    const { status } = await asUser('GET', target);
    assert.ok([400, 403, 404].includes(status), `${target}: ${status}`);
  }
  const escaped = await asUser('GET', '/api/%61dmin/users');
  assert.equal(escaped.status, 403, 'an escaped letter is the letter, for the guard as well');
});

test('a page whose name was pointed at this machine reads no metrics', async () => {
  const ask = (host: string) => onlyAnswer('GET /metrics HTTP/1.1', `Host: ${host}`, ...last);
  for (const host of ['localhost:3001', 'LOCALHOST', '127.0.0.1:3001', '127.8.0.1', '[::1]:3001']) {
    assert.equal((await ask(host)).status, 200, host);
  }
  for (const host of [
    'rebound.example:3001',
    'localhost.rebound.example',
    '127.0.0.1.rebound.example',
    'rebound.example#localhost',
    'localhost@rebound.example',
    '',
  ]) {
    assertOurError(await ask(host), [401]);
  }
});
