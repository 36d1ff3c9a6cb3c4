import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClientAddress } from '../../src/throttle/told-address.ts';

const secret = 'a-secret-that-only-the-api-and-directus-know';
const previous = 'the-secret-that-both-of-them-knew-before-this';
const ip = '127.0.0.1';

const told = (address: string | string[], shown: string | string[] | undefined) => ({
  ip,
  headers: { 'x-genie-client-address': address, 'x-rbac-sync-secret': shown },
});

test('an address counts beside the current secret or the previous one', () => {
  const addressOf = createClientAddress({
    GENIE_INTROSPECTION_SECRET: secret,
    GENIE_INTROSPECTION_SECRET_PREVIOUS: previous,
  });
  for (const address of ['203.0.113.7', '2001:db8::1']) {
    assert.equal(addressOf(told(address, secret)), address);
    assert.equal(addressOf(told(address, previous)), address);
  }
});

test('without the right secret everyone is where Directus sees them', () => {
  const addressOf = createClientAddress({ GENIE_INTROSPECTION_SECRET: secret });
  for (const shown of [undefined, '', 'wrong', `${secret} `, [secret], previous]) {
    assert.equal(addressOf(told('203.0.113.7', shown)), ip);
  }
  assert.equal(addressOf({ ip }), ip);
});

test('what is no address is no address', () => {
  const addressOf = createClientAddress({ GENIE_INTROSPECTION_SECRET: secret });
  for (const address of ['', 'somewhere', '1.2.3', '1.2.3.4, 5.6.7.8', ['1.2.3.4']]) {
    assert.equal(addressOf(told(address, secret)), ip);
  }
});

test('where Directus has no secret, or one that is too short to be one, nobody is believed', () => {
  for (const env of [
    {},
    { GENIE_INTROSPECTION_SECRET: '' },
    { GENIE_INTROSPECTION_SECRET: 'short' },
  ]) {
    const addressOf = createClientAddress(env);
    for (const shown of ['', 'short']) assert.equal(addressOf(told('203.0.113.7', shown)), ip);
  }
});
