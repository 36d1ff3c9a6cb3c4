import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FastifyRequest } from 'fastify';
import { createKnownCallers } from '../../src/http/known-callers.ts';

function requestWith(
  headers: Record<string, string>,
  { guard = 'user', ip = '203.0.113.7', protocol = 'http', principal = null as unknown } = {},
) {
  return {
    headers,
    ip,
    protocol,
    principal,
    routeOptions: { config: { guard } },
  } as unknown as FastifyRequest;
}

const dana = { kind: 'user', user: { userId: 'dana' } };
const shop = { kind: 'server', client: { name: 'shop' } };

test('a credential that a guard let through is known, any other counts as its address', () => {
  const callers = createKnownCallers();
  const request = requestWith({ authorization: 'Bearer a' }, { principal: dana });
  const before = callers.of(request);
  assert.equal(before.kind, 'stranger');
  assert.equal(before.name, '203.0.113.7');
  callers.remember(requestWith({ authorization: 'Bearer a' }), before);
  assert.equal(callers.of(request).kind, 'stranger', 'no guard has let it through');
  callers.remember(request, before);
  const { kind, name } = callers.of(request);
  assert.deepEqual({ kind, name }, { kind: 'user', name: 'dana' });
  assert.equal(callers.of(requestWith({ authorization: 'Bearer b' })).kind, 'stranger');
});

test('nobody is many by what is put beside the credential, and addresses of a /64 are one', () => {
  const callers = createKnownCallers();
  const asUser = { authorization: 'Bearer a' };
  const asServer = { 'x-rbac-sync-secret': 'secret' };
  const plain = callers.of(requestWith(asUser, { principal: dana }));
  callers.remember(requestWith(asUser, { principal: dana }), plain);
  const server = callers.of(requestWith(asServer, { guard: 'server', principal: shop }));
  callers.remember(requestWith(asServer, { guard: 'server', principal: shop }), server);
  const beside = { cookie: 'genie_session=x', 'x-rbac-sync-secret': '1', 'signature-input': 's' };
  assert.equal(callers.of(requestWith({ ...beside, ...asUser })).name, 'dana');
  const withToken = { authorization: 'Bearer b', cookie: 'c', ...asServer };
  assert.equal(callers.of(requestWith(withToken, { guard: 'server' })).name, 'shop');
  const cookie = { cookie: 'a=1; genie_session=t; b=2' };
  const session = callers.of(requestWith(cookie, { principal: dana }));
  callers.remember(requestWith(cookie, { principal: dana }), session);
  assert.equal(callers.of(requestWith({ cookie: 'genie_session=t' })).name, 'dana');
  const [one, two] = ['2001:db8::1', '2001:db8::ffff'].map(
    (ip) => callers.of(requestWith({}, { ip })).name,
  );
  assert.equal(one, two);
});

test('a signature is known by its key and its address, whatever it signs', () => {
  const callers = createKnownCallers();
  const signed = (nonce: string, ip: string) =>
    requestWith(
      { 'signature-input': `sig=("@method");nonce="${nonce}";keyid="k1"` },
      { guard: 'server', ip, principal: shop },
    );
  callers.remember(signed('1', '203.0.113.7'), callers.of(signed('1', '203.0.113.7')));
  assert.equal(callers.of(signed('2', '203.0.113.7')).kind, 'server');
  assert.equal(callers.of(signed('3', '203.0.113.8')).kind, 'stranger');
});

test('what is public of a signature makes nobody known as the server who signs', () => {
  const callers = createKnownCallers();
  const { ip } = requestWith({});
  const signed = requestWith(
    { 'signature-input': 'sig=("@method");keyid="k1"' },
    { guard: 'server', principal: shop },
  );
  callers.remember(signed, callers.of(signed));
  assert.equal(callers.of(signed).name, 'shop');
  const elsewhere = '198.51.100.9';
  for (const [guard, name] of [
    ['server', 'x-rbac-sync-secret'],
    ['user', 'authorization'],
    ['user', 'cookie'],
  ] as const) {
    const text = name === 'cookie' ? `genie_session=${ip} k1` : `${ip} k1`;
    const forged = requestWith({ [name]: text }, { guard, ip: elsewhere });
    assert.equal(callers.of(forged).kind, 'stranger', name);
  }
});

test('nobody is many by how a token is spelled, or by a cookie that the guard passes over', () => {
  const callers = createKnownCallers();
  const first = requestWith({ authorization: 'Bearer a' }, { principal: dana });
  callers.remember(first, callers.of(first));
  for (const authorization of ['bearer a', 'BEARER   a']) {
    assert.equal(callers.of(requestWith({ authorization })).name, 'dana', authorization);
  }
  const browser = requestWith(
    { cookie: '__Host-genie_session=t' },
    { principal: dana, protocol: 'https' },
  );
  callers.remember(browser, callers.of(browser));
  const beside = { cookie: 'genie_session=x; __Host-genie_session=t' };
  assert.equal(callers.of(requestWith(beside, { protocol: 'https' })).name, 'dana');
});

test('no more are known than ten thousand, and nothing that is kept holds a credential', () => {
  const callers = createKnownCallers();
  for (let n = 0; n <= 10_000; n += 1) {
    const request = requestWith({ authorization: `Bearer ${n}` }, { principal: dana });
    const shown = callers.of(request);
    assert.ok(!JSON.stringify(shown).includes('Bearer'));
    callers.remember(request, shown);
  }
  assert.equal(callers.of(requestWith({ authorization: 'Bearer 0' })).kind, 'stranger');
  assert.equal(callers.of(requestWith({ authorization: 'Bearer 1' })).kind, 'user');
});
