import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type CredentialSystem, startCredentialSystem } from '../../support/credential-system.ts';
import { headerOf, jsonOf, sendBytes } from './support/raw-exchange.ts';
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
let noa: SignedInUser;

before(async () => {
  stack = await startCredentialSystem();
  mia = await signIn(stack);
  noa = await signIn(stack);
});
after(() => stack?.stop());

const send = (...lines: string[]) => sendLines(stack, ...lines);
const onlyAnswer = (...lines: string[]) => onlyAnswerOf(stack, ...lines);

describe('of two identities in one request none counts:', () => {
  for (const [what, lines] of Object.entries({
    'two Authorization headers': () => [bearer(mia), bearer(noa)],
    'the same in other letters': () => [bearer(mia), `AUTHORIZATION: Bearer ${noa.token}`],
    'a garbage one after a right one': () => [bearer(mia), 'Authorization: x'],
    'an empty one before a right one': () => ['Authorization:', bearer(mia)],
    'two tokens in one header': () => [`${bearer(mia)}, Bearer ${noa.token}`],
    'two tokens with a space between': () => [`${bearer(mia)} ${noa.token}`],
    'a token after a tab': () => [`Authorization: Bearer\t${mia.token}`],
    'a token in quotes': () => [`Authorization: Bearer "${mia.token}"`],
    'a token named by an attribute': () => [`Authorization: Bearer token=${mia.token}`],
    'two cookies of the name': () => ['Cookie: genie_session=a; genie_session=b'],
    'two Cookie headers': () => ['Cookie: genie_session=a', 'Cookie: genie_session=b'],
    'a name with an underscore': () => [`Authorization_: Bearer ${mia.token}`],
    'a proxy’s header': () => [`Proxy-Authorization: Bearer ${mia.token}`],
    'a header that a gateway would set': () => [`X-Authenticated-User: ${mia.id}`],
    'the name in an option of the connection': () => ['Connection: authorization'],
  })) {
    test(what, async () => {
      assertOurError(
        await onlyAnswer('GET /api/me HTTP/1.1', 'Host: a', ...lines(), ...last),
        [401],
      );
    });
  }

  test('the secret of servers twice, folded, in another spelling, or named for removal', async () => {
    const post = (...lines: string[]) =>
      onlyAnswer(
        'POST /api/credentials/reveal HTTP/1.1',
        'Host: a',
        'Content-Type: application/json',
        'Content-Length: 2',
        ...lines,
        'Connection: close',
        '',
        '{}',
      );
    const { secret } = stack;
    assert.equal((await post(`X-RBAC-SYNC-SECRET: ${secret}`)).status, 400);
    assertOurError(await post(`X-RBAC-SYNC-SECRET: ${secret}, ${secret}`), [401]);
    assertOurError(await post(`X_RBAC_SYNC_SECRET: ${secret}`), [401]);
    assertOurError(await post(`X-RBAC-SYNC-SECRET: "${secret}"`), [401]);
    assertOurError(await post(`X-RBAC-SYNC-SECRET : ${secret}`), [400]);
    assertOurError(await post(`X-RBAC-SYNC-SECRET:`, ` ${secret}`), [400, 401]);
    assertOurError(await post('X-RBAC-SYNC-SECRET: a', `x-rbac-sync-secret: ${secret}`), [401]);
  });
});

describe('refuses an ambiguous request and serves nothing that follows it:', () => {
  const hidden = () => ['GET /api/me HTTP/1.1', 'Host: a', bearer(mia), ...last].join('\r\n');
  const heads: Record<string, string[]> = {
    'a length and chunks': ['Content-Length: 6', 'Transfer-Encoding: chunked'],
    'chunks and a length': ['Transfer-Encoding: chunked', 'Content-Length: 6'],
    'two lengths': ['Content-Length: 0', 'Content-Length: 6'],
    'a list of lengths': ['Content-Length: 0, 6'],
    'a length with a sign': ['Content-Length: +6'],
    'a negative length': ['Content-Length: -6'],
    'a hexadecimal length': ['Content-Length: 0x6'],
    'a length past all numbers': ['Content-Length: 99999999999999999999999'],
    'a length before a space': ['Content-Length : 6'],
    'an unknown encoding': ['Transfer-Encoding: xchunked'],
    'chunks that are not last': ['Transfer-Encoding: chunked, identity'],
    'two encodings': ['Transfer-Encoding: identity', 'Transfer-Encoding: chunked'],
    'a name before a space': ['Transfer-Encoding : chunked'],
    'a name after a space': [' Transfer-Encoding: chunked'],
    'a control character in the value': ['Transfer-Encoding: \u000bchunked'],
    'a folded value': ['Transfer-Encoding:', ' chunked'],
    'a NUL in a value': ['X: a\u0000b'],
    'a lone line feed in a value': ['X: a\nContent-Length: 6'],
    'a lone carriage return': ['X: a\rContent-Length: 6'],
    'a folded Authorization': ['Authorization: Bearer', ' a'],
  };
  for (const [what, head] of Object.entries(heads)) {
    test(what, async () => {
      const [first, ...others] = await send(
        'POST /api/captions/generate HTTP/1.1',
        'Host: a',
        'Content-Type: application/json',
        ...head,
        '',
        `0\r\n\r\n${hidden()}`,
      );
      assert.ok(first !== undefined);
      assertOurError(first, [400, 401]);
      assert.ok(
        others.every(({ status }) => status === 400),
        `served after it: ${JSON.stringify(others)}`,
      );
    });
  }

  test('the body of a refused request is no next request', async () => {
    const body = hidden();
    const refused = (path: string, ...head: string[]) =>
      [
        `POST ${path} HTTP/1.1`,
        'Host: a',
        ...head,
        `Content-Length: ${body.length}`,
        '',
        body,
      ].join('\r\n');
    const next = ['GET /healthz HTTP/1.1', 'Host: a', ...last].join('\r\n');
    const json = 'Content-Type: application/json';
    for (const [status, request] of [
      [401, refused('/api/captions/generate', json)],
      [404, refused('/api/nothing', json)],
      [405, refused('/api/me', json, bearer(mia))],
      [415, refused('/api/captions/generate', 'Content-Type: text/plain', bearer(mia))],
      [400, refused('/api/captions/generate', json, bearer(mia))],
      [400, refused('/%E0%A4%A', json, bearer(mia))],
    ] as const) {
      const answers = await send(request + next);
      const statuses = answers.map((answer) => answer.status);
      assert.equal(statuses[0], status, JSON.stringify(answers));
      const after = statuses.slice(1);
      assert.ok(after.length === 0 || (after.length === 1 && after[0] === 200), `${statuses}`);
      assert.ok(answers.every(({ text }) => !text.includes(mia.id)));
    }
  });

  test('what comes after the chunks names nobody', async () => {
    const answer = await onlyAnswer(
      'POST /api/captions/generate HTTP/1.1',
      'Host: a',
      'Content-Type: application/json',
      'Transfer-Encoding: chunked',
      'Trailer: Authorization',
      'Connection: close',
      '',
      '2',
      '{}',
      '0',
      bearer(mia),
      '',
      '',
    );
    assertOurError(answer, [401]);
  });
});

test('of a hundred requests in one go each is answered in its turn and as its own user', async () => {
  const people = Array.from({ length: 100 }, (_, index) => (index % 3 === 0 ? mia : noa));
  const requests = people.map((who, index) =>
    [
      'GET /api/me HTTP/1.1',
      'Host: a',
      bearer(who),
      `X-Request-Id: turn-${index}`,
      ...(index === 99 ? ['Connection: close'] : []),
      '',
      '',
    ].join('\r\n'),
  );
  const answers = await sendBytes(stack.api.port, requests.join(''));
  assert.equal(answers.length, 100);
  answers.forEach((answer, index) => {
    assert.equal(answer.status, 200);
    assert.equal(headerOf(answer, 'x-request-id'), `turn-${index}`);
    assert.equal((jsonOf(answer).user as { id: string }).id, people[index]?.id);
  });
});
