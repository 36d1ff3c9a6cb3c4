import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkAnswer, type SeenAnswer } from './check-answer.ts';

const requestId = 'of-this-test';
const json = { 'content-type': 'application/json; charset=utf-8', 'x-request-id': requestId };

function answerOf(
  status: number,
  body: object | string,
  headers: Record<string, string> = {},
): SeenAnswer {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status, headers: new Headers({ ...json, ...headers }), text };
}

function errorOf(code: string): object {
  return { ok: false, error: 'A sentence.', code, requestId };
}

test('an answer as the API reference has it passes', () => {
  checkAnswer('GET', '/healthz', answerOf(200, { ok: true, version: '0.1.0' }));
  checkAnswer('HEAD', '/healthz', answerOf(200, ''));
  const challenge = { 'www-authenticate': 'Bearer' };
  checkAnswer('GET', '/api/me', answerOf(401, errorOf('auth.invalid_token'), challenge));
  checkAnswer('GET', '/api/queue/jobs/x?a=b', answerOf(404, errorOf('queue.job_not_found')));
  const secret = { 'www-authenticate': 'SharedSecret' };
  const refused = answerOf(401, errorOf('auth.invalid_secret'), secret);
  checkAnswer('POST', '/api/credentials/store', refused);
});

test('holds an unknown operation to the answers that any address may give', () => {
  checkAnswer('GET', '/nothing', answerOf(404, errorOf('route.not_found')));
  const allow = { allow: 'GET, HEAD' };
  checkAnswer('PUT', '/api/me', answerOf(405, errorOf('route.method_not_allowed'), allow));
  assert.throws(
    () => checkAnswer('GET', '/nothing', answerOf(200, { ok: true })),
    /no such status/,
  );
});

for (const [what, answer, said] of [
  ['a status', answerOf(418, errorOf('server.internal')), /no such status/],
  ['a code of another status', answerOf(429, errorOf('auth.invalid_token')), /allowed values/],
  ['a code of no status', answerOf(429, errorOf('made.up')), /allowed values/],
  ['a body without its fields', answerOf(200, { ok: true }), /required property 'user'/],
  ['a body that is none', answerOf(200, 'null'), /must be object/],
  ['a content type', answerOf(200, 'hello', { 'content-type': 'text/plain' }), /type text\/plain/],
  [
    'an answer without its header',
    answerOf(401, errorOf('auth.invalid_token')),
    /WWW-Authenticate/,
  ],
  [
    'a header of another form',
    answerOf(500, errorOf('server.internal'), { 'x-request-id': '?' }),
    /x-request-id/,
  ],
] as const) {
  test(`${what} that the API reference doesn't have is refused`, () => {
    assert.throws(() => checkAnswer('GET', '/api/me', answer), said);
  });
}

test('every event of a stream is looked at', () => {
  const stream = { 'content-type': 'text/event-stream' };
  const good = '{"type":"error","textResponse":"x","close":true,"error":true}';
  const send = (events: string) =>
    checkAnswer('POST', '/api/genie/stream-chat', answerOf(200, events, stream));
  send(`:\n\ndata: ${good}\n\n`);
  assert.throws(() => send(`data: ${good}\n\ndata: {"type":"error"}\n\n`), /required property/);
});
