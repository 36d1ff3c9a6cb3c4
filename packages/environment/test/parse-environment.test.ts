import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from '../../../test/support/properties.ts';
import {
  EnvironmentError,
  parseEnvironment,
  parseMailFrom,
  parseSmtpUrl,
  secretNames,
} from '../src/index.ts';

function problemsOf(texts: Record<string, string>): string[] {
  try {
    parseEnvironment(texts);
    return [];
  } catch (error) {
    assert.ok(error instanceof EnvironmentError);
    return error.problems.map((problem) => problem.message);
  }
}

test('an empty environment gives the defaults and no secret', () => {
  const environment = parseEnvironment({});
  assert.equal(environment.SERVER_PORT, 3001);
  assert.equal(environment.HOST, '127.0.0.1');
  assert.equal(environment.ENABLE_HTTPS, false);
  for (const name of secretNames) assert.equal(environment[name], undefined);
});

test('reports every problem at once, each naming its variable', () => {
  const problems = problemsOf({
    SERVER_PORT: '1.5',
    ENABLE_HTTPS: 'yes',
    DB_CLIENT: 'pg',
    RBAC_SYNC_WEBHOOK_SECRET: 'a'.repeat(31),
    DIRECTUS_URL: 'ftp://directus',
  });
  const names = [
    'SERVER_PORT',
    'ENABLE_HTTPS',
    'DIRECTUS_URL',
    'RBAC_SYNC_WEBHOOK_SECRET',
    'DB_HOST',
    'DB_DATABASE',
    'DB_USER',
  ];
  for (const name of names) {
    assert.ok(
      problems.some((problem) => problem.startsWith(name)),
      `${name} is named`,
    );
  }
  assert.equal(problems.length, names.length);
});

test('takes the slash off the end of DIRECTUS_URL, so that a path can follow', () => {
  for (const [given, expected] of [
    ['http://127.0.0.1:8055/', 'http://127.0.0.1:8055'],
    ['https://example.com/directus/', 'https://example.com/directus'],
    ['https://example.com/directus', 'https://example.com/directus'],
  ] as const) {
    assert.equal(parseEnvironment({ DIRECTUS_URL: given }).DIRECTUS_URL, expected);
  }
});

test('an empty text counts as not set', () => {
  assert.equal(parseEnvironment({ SERVER_PORT: '', LLM_API_KEY: '' }).SERVER_PORT, 3001);
});

for (const [name, value] of [
  ['SERVER_PORT', '0'],
  ['SERVER_PORT', '65536'],
  ['SERVER_PORT', '0x10'],
  ['SERVER_PORT', ' 80'],
  ['SERVER_PORT', '1e3'],
  ['RATE_LIMIT_MAX', '-1'],
  ['ENABLE_HTTPS', '1'],
  ['ENABLE_HTTPS', 'TRUE'],
  ['TOKEN_VALIDATION', 'none'],
  ['DIRECTUS_URL', 'http://user:pass@127.0.0.1:8055'],
  ['DIRECTUS_URL', 'http://127.0.0.1:8055?x=1'],
  ['HOST', '127.0.0.1\nX: y'],
  ['DIRECTUS_URL', 'http://127.0.0.1:99999'],
  ['DIRECTUS_URL', 'http://[::1'],
  ['LLM_BASE_URL', 'http://127.0.0.1:99999/v1'],
  ['ADMIN_EMAIL', 'foo'],
  ['ADMIN_EMAIL', 'foo@bar'],
  ['ADMIN_EMAIL', 'a..b@example.com'],
  ['ADMIN_EMAIL', '.a@example.com'],
  ['ADMIN_EMAIL', 'a@-example.com'],
  ['ADMIN_EMAIL', 'a@example-.com'],
  ['ADMIN_EMAIL', 'a@192.0.2.1'],
  ['ADMIN_EMAIL', `${'x'.repeat(65)}@example.com`],
  ['REDIS_URL', '127.0.0.1:6379'],
  ['REDIS_URL', 'http://127.0.0.1:6379'],
  ['REDIS_URL', 'redis://'],
  ['REDIS_URL', 'redis://:6379'],
  ['REDIS_URL', 'redis://127.0.0.1:99999'],
  ['REDIS_URL', 'redis://127.0.0.1:0'],
  ['REDIS_URL', 'redis://:100%@127.0.0.1:6379'],
  ['REDIS_URL', 'redis://:a/b@127.0.0.1:6379'],
  ['REDIS_URL', 'redis://127.0.0.1:6379/limits'],
  ['REDIS_URL', 'redis://127.0.0.1:6379?family=6'],
  ['REDIS_URL', 'redis://127.0.0.1:6379#0'],
  ['REDIS_URL', ' redis://127.0.0.1:6379'],
  ['RBAC_SYNC_WEBHOOK_SECRET', ` ${'a'.repeat(40)}`],
  ['RBAC_SYNC_WEBHOOK_SECRET_PREVIOUS', `${'a'.repeat(40)} `],
  // Quotation marks that a page put around it: no request could carry them in a header.
  ['LLM_API_KEY', '“sk-1234567890”'],
  ['DIRECTUS_ADMIN_TOKEN', `“${'a'.repeat(40)}”`],
  ['DIRECTUS_ADMIN_TOKEN_PREVIOUS', `${'a'.repeat(40)}\u{1f511}`],
  ['TRUST_PROXY', 'true'],
  ['TRUST_PROXY', '1'],
  ['TRUST_PROXY', 'foo'],
  ['TRUST_PROXY', '0.0.0.0/0'],
  ['TRUST_PROXY', '::/0'],
  ['TRUST_PROXY', '0.0.0.0/1'],
  ['TRUST_PROXY', '::ffff:0:0/96'],
  ['TRUST_PROXY', '0:0:0:0:0:ffff:0:0/96'],
  ['TRUST_PROXY', '2000::/3'],
  ['TRUST_PROXY', 'fe80::1%eth0'],
  ['TRUST_PROXY', '10.0.0.0/33'],
  ['TRUST_PROXY', '10.0.0.1,'],
] as const) {
  test(`refuses ${name}=${JSON.stringify(value)} rather than guess at it`, () => {
    assert.deepEqual(
      problemsOf({ [name]: value }).map((problem) => problem.split(' ')[0]),
      [name],
    );
  });
}

test('ENABLE_HTTPS without its files names both', () => {
  const problems = problemsOf({ ENABLE_HTTPS: 'true' });
  assert.deepEqual(
    problems.map((problem) => problem.split(' ')[0]),
    ['HTTPS_CERT_PATH', 'HTTPS_KEY_PATH'],
  );
});

test('introspection takes either secret, and where there is none the shared one is named', () => {
  const own = { TOKEN_VALIDATION: 'introspect', GENIE_INTROSPECTION_SECRET: 'a'.repeat(43) };
  assert.deepEqual(problemsOf(own), []);
  assert.deepEqual(
    problemsOf({ TOKEN_VALIDATION: 'introspect' }).map((problem) => problem.split(' ')[0]),
    ['RBAC_SYNC_WEBHOOK_SECRET'],
  );
});

test('no refused value stands in a message', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 5, unit: 'grapheme' }), (value) => {
      const marked = `\u0001${value}`;
      const texts = Object.fromEntries(secretNames.map((name) => [name, marked]));
      for (const message of problemsOf(texts)) assert.ok(!message.includes(marked));
    }),
  );
});

test('takes addresses and ranges of proxies, and an http address with a path', () => {
  for (const value of [
    '127.0.0.1',
    '10.0.0.0/8, 192.0.2.7',
    '::1',
    '::1/128',
    'fd00::/8,10.1.2.3',
  ]) {
    assert.equal(parseEnvironment({ TRUST_PROXY: value }).TRUST_PROXY, value);
  }
  assert.deepEqual(problemsOf({ LLM_BASE_URL: 'https://models.example.com/v1' }), []);
});

test('takes addresses of Redis with and without credentials, TLS and a database', () => {
  for (const value of [
    'redis://127.0.0.1:6379',
    'redis://[::1]:6379/',
    'redis://redis',
    'redis://:p%40ss%2Fword@127.0.0.1:6379/15',
    'rediss://user:password@redis.example.com:6380/0',
  ]) {
    assert.equal(parseEnvironment({ REDIS_URL: value }).REDIS_URL, value);
  }
  assert.ok(secretNames.includes('REDIS_URL'), 'it may hold a password');
});

test('takes the e-mail addresses that people have', () => {
  for (const value of ['admin@example.com', "o'neil+x@mail.example.co.uk", 'zoë@a-b.example.org']) {
    assert.equal(parseEnvironment({ ADMIN_EMAIL: value }).ADMIN_EMAIL, value);
  }
});

describe('listening for other machines', () => {
  const refused =
    /^HOST lets other machines in.*ENABLE_HTTPS=true.*TRUST_PROXY.*ALLOW_INSECURE_HTTP=true/;

  for (const HOST of ['0.0.0.0', '::', '192.168.1.5', '128.0.0.1', '::ffff:10.0.0.1', 'genie']) {
    test(`on ${HOST} is refused without HTTPS, proxy or a word that it is meant`, () => {
      const [problem = '', ...others] = problemsOf({ HOST });
      assert.match(problem, refused);
      assert.deepEqual(others, []);
      assert.deepEqual(problemsOf({ HOST, TRUST_PROXY: '10.0.0.1' }), []);
      assert.deepEqual(problemsOf({ HOST, ALLOW_INSECURE_HTTP: 'true' }), []);
      const files = { HTTPS_CERT_PATH: 'cert.pem', HTTPS_KEY_PATH: 'key.pem' };
      assert.deepEqual(problemsOf({ HOST, ENABLE_HTTPS: 'true', ...files }), []);
      assert.equal(problemsOf({ HOST, ALLOW_INSECURE_HTTP: 'false' }).length, 1);
    });
  }

  for (const HOST of [
    '127.0.0.1',
    '127.8.9.1',
    '::1',
    '::ffff:127.0.0.1',
    'localhost',
    'LocalHost',
  ]) {
    test(`isn't what ${HOST} does`, () => assert.deepEqual(problemsOf({ HOST }), []));
  }
});

describe('mail', () => {
  const mail = {
    SMTP_URL: 'smtps://user:p%40ss@smtp.example.com:465',
    MAIL_FROM: 'Genie Helper <no-reply@example.com>',
    PUBLIC_URL: 'https://genie.example.com/',
  };

  test('a server needs a sender and where links lead to', () => {
    assert.deepEqual(problemsOf({ SMTP_URL: mail.SMTP_URL }), [
      'MAIL_FROM is not set, and SMTP_URL needs it.',
      'PUBLIC_URL is not set, and SMTP_URL needs it.',
    ]);
    assert.equal(parseEnvironment(mail).PUBLIC_URL, 'https://genie.example.com');
  });

  test('SMTP_URL: host, port, TLS and credentials, decoded', () => {
    assert.deepEqual(parseSmtpUrl(mail.SMTP_URL), {
      host: 'smtp.example.com',
      port: 465,
      isTlsFromStart: true,
      isLoopback: false,
      credentials: { user: 'user', password: 'p@ss' },
    });
    assert.equal(parseSmtpUrl('smtp://smtp.example.com')?.port, 587);
    assert.equal(parseSmtpUrl('smtps://smtp.example.com')?.port, 465);
    assert.equal(parseSmtpUrl('smtp://mail.müller.example')?.host, 'mail.xn--mller-kva.example');
    const local = parseSmtpUrl('smtp://[::1]:25');
    assert.deepEqual([local?.host, local?.isLoopback], ['::1', true]);
  });

  for (const SMTP_URL of [
    'smtp.example.com:465',
    'http://smtp.example.com',
    'smtp://user@smtp.example.com',
    'smtp://user:50%@smtp.example.com',
    'smtp://user:a%0d%0ab@smtp.example.com',
    'smtp://smtp.example.com:0',
    'smtp://smtp.example.com?tls.rejectUnauthorized=false',
    'smtp://smtp.example.com/path',
    'smtp://a%20b.example',
  ]) {
    test(`refuses ${SMTP_URL} as SMTP_URL, without a word of it`, () => {
      const [message, ...others] = problemsOf({ ...mail, SMTP_URL });
      assert.match(message ?? '', /^SMTP_URL must be/);
      assert.deepEqual(others, []);
      assert.doesNotMatch(message ?? '', /50%|a%0d/);
    });
  }

  test('MAIL_FROM: an address, or a name with one', () => {
    assert.deepEqual(parseMailFrom('no-reply@example.com'), {
      name: '',
      address: 'no-reply@example.com',
    });
    for (const text of ['Genie Helper <a@example.com>', '"Genie Helper" <a@example.com>']) {
      assert.deepEqual(parseMailFrom(text), { name: 'Genie Helper', address: 'a@example.com' });
    }
    for (const MAIL_FROM of [
      'Genie',
      'Genie <>',
      'a@b',
      'a@example.com, b@example.com',
      '<a@example.com',
    ]) {
      assert.match(problemsOf({ ...mail, MAIL_FROM })[0] ?? '', /^MAIL_FROM must be/, MAIL_FROM);
    }
  });
});

test('reads the first variable of a file that begins with a byte order mark', () => {
  assert.equal(parseEnvironment({ '\uFEFFSERVER_PORT': '4001' }).SERVER_PORT, 4001);
  const both = { '\uFEFFSERVER_PORT': '4001', SERVER_PORT: '4002' };
  assert.equal(parseEnvironment(both).SERVER_PORT, 4002);
});
