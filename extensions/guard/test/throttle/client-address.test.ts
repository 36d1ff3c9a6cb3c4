import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../../../../test/support/properties.ts';
import { addressKey, createTrustedClient } from '../../src/throttle/client-address.ts';

test('keeps an IPv4 address whole, however it is written', () => {
  for (const address of ['192.0.2.7', '::ffff:192.0.2.7', '::FFFF:c000:207']) {
    assert.equal(addressKey(address), '192.0.2.7');
  }
});

test('takes all addresses of an IPv6 /64 for one client', () => {
  const group = fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16));
  const half = fc.tuple(group, group, group, group).map((groups) => groups.join(':'));
  fc.assert(
    fc.property(half, half, half, (network, host, otherHost) => {
      fc.pre(!/^(0:)+/.test(network));
      const key = addressKey(`${network}:${host}`);
      assert.equal(key, `${network}::/64`);
      assert.equal(addressKey(`${network}:${otherHost}`.toUpperCase()), key);
    }),
  );
});

test('tells two IPv6 networks apart, in every spelling', () => {
  assert.equal(addressKey('2001:db8::1'), '2001:db8:0:0::/64');
  assert.equal(addressKey('2001:0db8:0000:0000:ffff::1'), '2001:db8:0:0::/64');
  assert.equal(addressKey('2001:db8:0:1::1'), '2001:db8:0:1::/64');
  assert.equal(addressKey('fe80::1%eth0'), 'fe80:0:0:0::/64');
  assert.equal(addressKey('::1'), '0:0:0:0::/64');
});

test('puts everything that is no address under one key', () => {
  for (const address of [undefined, null, '', 'localhost', '1.2.3', '1.2.3.4, 5.6.7.8', ':::']) {
    assert.equal(addressKey(address), 'unknown');
  }
});

const secret = 'a-secret-that-only-the-api-and-directus-know';
const previous = 'the-secret-that-both-of-them-knew-before-this';
const ip = '127.0.0.1';

const named = (address: string | string[], shown: string | string[] | undefined) => ({
  ip,
  headers: { 'x-genie-client-address': address, 'x-rbac-sync-secret': shown },
});

const addressesBy = (secrets: readonly string[]) => {
  const clientOf = createTrustedClient(secrets);
  return (request: Parameters<typeof clientOf>[0]) => clientOf(request).address;
};

test('an address counts beside the current secret or the previous one', () => {
  const addressOf = addressesBy([secret, previous]);
  for (const address of ['203.0.113.7', '2001:db8::1']) {
    assert.equal(addressOf(named(address, secret)), address);
    assert.equal(addressOf(named(address, previous)), address);
  }
});

test('without the right secret everyone is where Directus sees them', () => {
  const addressOf = addressesBy([secret]);
  for (const shown of [undefined, '', 'wrong', `${secret} `, [secret], previous]) {
    assert.equal(addressOf(named('203.0.113.7', shown)), ip);
  }
  assert.equal(addressOf({ ip }), ip);
});

test('what is no address is no address', () => {
  const addressOf = addressesBy([secret]);
  for (const address of ['', 'somewhere', '1.2.3', '1.2.3.4, 5.6.7.8', ['1.2.3.4']]) {
    assert.equal(addressOf(named(address, secret)), ip);
  }
});

test('where Directus has no secret nobody is believed', () => {
  const addressOf = addressesBy([]);
  for (const shown of ['', 'short']) assert.equal(addressOf(named('203.0.113.7', shown)), ip);
});

test('what a sign-in is told by comes from our API alone, and not where it asks for itself', () => {
  const clientOf = createTrustedClient([secret]);
  const told = { 'x-genie-client-agent': 'Firefox', 'x-genie-client-device': 'cookie' };
  const own = { 'user-agent': 'curl/8' };
  const ours = clientOf({ ip, headers: { ...own, ...told, 'x-rbac-sync-secret': secret } });
  assert.deepEqual([ours.agent, ours.device], ['Firefox', 'cookie']);
  const stranger = clientOf({ ip, headers: { ...own, ...told } });
  assert.deepEqual([stranger.agent, stranger.device], ['curl/8', undefined]);
  const itself = clientOf({ ip, headers: { ...own, 'x-rbac-sync-secret': secret } });
  assert.deepEqual([itself.agent, itself.device], [undefined, undefined]);
});
