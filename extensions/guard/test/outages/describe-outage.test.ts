import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidCredentialsError } from '@directus/errors';
import { describeOutage } from '../../src/outages/describe-outage.ts';

const withCode = (code: string, message = 'select "password" from x - failed') =>
  Object.assign(new Error(message), { code });

test('what a database that is away, full, locked or slow says is an outage', () => {
  for (const code of [
    'ECONNREFUSED',
    'ECONNRESET',
    'ENOTFOUND',
    '08006',
    '53300',
    '57P01',
    '57P03',
    '57014',
    '55P03',
    '58030',
    '25006',
    'SQLITE_BUSY',
    'SQLITE_BUSY_SNAPSHOT',
    'SQLITE_FULL',
    'SQLITE_IOERR_WRITE',
    'SQLITE_CANTOPEN',
  ]) {
    assert.equal(describeOutage(withCode(code)), code);
  }
  for (const message of ['Connection terminated unexpectedly', 'Query read timeout']) {
    assert.ok(describeOutage(new Error(message)), message);
  }
  const waited = Object.assign(new Error('Knex: Timeout acquiring a connection'), {
    name: 'KnexTimeoutError',
  });
  assert.ok(describeOutage(waited));
});

test('a wrong query, a constraint, a refusal and a mistake in code are none', () => {
  for (const error of [
    withCode('23505'),
    withCode('23503'),
    withCode('42P01'),
    withCode('22P02'),
    withCode('40001'),
    withCode('SQLITE_CONSTRAINT'),
    withCode('SQLITE_ERROR'),
    withCode('ERR_INVALID_ARG_TYPE'),
    new TypeError('x is not a function'),
    new Error('I said: Connection terminated'),
    new InvalidCredentialsError(),
    'ECONNREFUSED',
    undefined,
  ]) {
    assert.equal(describeOutage(error), undefined, String(error));
  }
});

test('nothing of a query is told', () => {
  assert.equal(describeOutage(withCode('57P01', 'update x set password = secret')), '57P01');
});
