import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addressKey } from '../../src/throttle/client-address.ts';

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
