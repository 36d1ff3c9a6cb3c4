import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import fc from '../../../test/support/properties.ts';
import { type Cookie, CookieJarError, parseCookieJar, renderNetscape } from '../src/index.ts';

const line = '.example.com\tTRUE\t/\tTRUE\t2000000000\tsid\tabc';

const read = (input: unknown) => parseCookieJar(input).cookies;

function problemsOf(input: unknown) {
  try {
    parseCookieJar(input);
  } catch (error) {
    assert.ok(error instanceof CookieJarError);
    return error.problems;
  }
  return assert.fail('the jar was accepted');
}

const text = (exclude: RegExp) =>
  fc.string({ unit: 'binary', maxLength: 30 }).filter((value) => !exclude.test(value));
const unfit = /[;\p{Cc}\p{Cs}]/u;

/** Any cookie that a line can carry. */
const anyCookie: fc.Arbitrary<Cookie> = fc
  .record({
    host: fc.constantFrom(
      'example.com',
      'a.b.example.org',
      'xn--bcher-kva.example.com',
      'xn--mnchen-3ya.de',
    ),
    hostOnly: fc.boolean(),
    path: text(unfit).map((rest) => `/${rest}`),
    secure: fc.boolean(),
    httpOnly: fc.boolean(),
    expirationDate: fc.integer({ min: 0, max: 253_402_300_799 }),
    name: text(/[;=\p{Cc}\p{Cs}]/u),
    value: text(unfit),
  })
  .filter(({ name, value }) => name !== '' || value !== '')
  .map(({ host, hostOnly, expirationDate, ...rest }) => ({
    ...rest,
    hostOnly,
    domain: hostOnly ? host : `.${host}`,
    session: expirationDate === 0,
    ...(expirationDate === 0 ? {} : { expirationDate }),
  }));

test('what is written is read back as it was', () => {
  fc.assert(
    fc.property(fc.array(anyCookie, { minLength: 1, maxLength: 5 }), (cookies) => {
      assert.deepEqual(read(renderNetscape(cookies)), cookies);
      assert.deepEqual(read(cookies), cookies);
      assert.deepEqual(read(JSON.stringify(cookies)), cookies);
    }),
    { numRuns: 300 },
  );
});

test('any text is either refused or gives a file that is read back the same', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '\t',
      '\n',
      '\r\n',
      '#HttpOnly_',
      'TRUE',
      'FALSE',
      '.example.com',
      '/',
      '0',
      '#',
    ),
    fc.string({ unit: 'binary', maxLength: 4 }),
  );
  const mutated = fc
    .record({ at: fc.nat(60), insert: piece })
    .map(({ at, insert }) => line.slice(0, at) + insert + line.slice(at));
  fc.assert(
    fc.property(
      fc.oneof(
        mutated,
        fc.array(piece).map((parts) => parts.join('')),
      ),
      (input) => {
        let cookies: Cookie[];
        try {
          cookies = read(input);
        } catch (error) {
          assert.ok(error instanceof CookieJarError);
          return;
        }
        const written = renderNetscape(cookies);
        assert.equal(written.trimEnd().split('\n').length, cookies.length + 2);
        assert.equal(renderNetscape(read(written)), written);
      },
    ),
    { numRuns: 1_000 },
  );
});

describe('reads', () => {
  test('a list as a browser extension copies it', () => {
    const list = [
      {
        domain: '.onlyfans.com',
        expirationDate: 1_900_000_000.5,
        hostOnly: false,
        httpOnly: true,
        name: 'sess',
        path: '/',
        sameSite: 'lax',
        secure: true,
        session: false,
        storeId: null,
        value: 'a"b, c=d',
        id: 1,
      },
      { domain: 'onlyfans.com', name: 'csrf', value: '' },
    ];
    assert.deepEqual(read(list), list);
    assert.equal(
      renderNetscape(read(list)),
      [
        '# Netscape HTTP Cookie File',
        '',
        '#HttpOnly_.onlyfans.com\tTRUE\t/\tTRUE\t1900000000\tsess\ta"b, c=d',
        'onlyfans.com\tFALSE\t/\tFALSE\t0\tcsrf\t',
        '',
      ].join('\n'),
    );
  });

  test('the words of Playwright, where -1 is a session cookie', () => {
    const list = [
      { domain: 'x.com', name: 'a', value: 'b', path: '/', expires: -1, sameSite: 'Lax' },
    ];
    assert.match(renderNetscape(read(list)), /^x\.com\tFALSE\t\/\tFALSE\t0\ta\tb$/m);
  });

  test('a file with a title, comments, blank lines, Windows line ends and a byte order mark', () => {
    const file = `\uFEFF# Netscape HTTP Cookie File\r\n# a comment\r\n\r\n${line}\r\n#HttpOnly_x.com\tFALSE\t/a\tfalse\t\tn\tv\r\n`;
    assert.deepEqual(read(file), [
      {
        domain: '.example.com',
        hostOnly: false,
        path: '/',
        secure: true,
        httpOnly: false,
        session: false,
        expirationDate: 2_000_000_000,
        name: 'sid',
        value: 'abc',
      },
      {
        domain: 'x.com',
        hostOnly: true,
        path: '/a',
        secure: false,
        httpOnly: true,
        session: true,
        name: 'n',
        value: 'v',
      },
    ]);
  });

  test('a domain without a dot whose second field says subdomains', () => {
    const [cookie] = read(line.slice(1));
    assert.equal(cookie?.domain, '.example.com');
  });
});

describe('refuses', () => {
  const lines: [name: string, bad: string, message: RegExp][] = [
    ['6 fields', line.replace('\tabc', ''), /7 fields.*it has 6/],
    ['8 fields', `${line}\tx`, /it has 8/],
    ['spaces for tabs', line.replaceAll('\t', ' '), /it has 1/],
    ['another word than TRUE or FALSE', line.replace('TRUE', 'yes'), /second field/],
    ['a date that is none', line.replace('2000000000', 'soon'), /fifth field/],
    ['a negative date', line.replace('2000000000', '-2'), /fifth field/],
    ['a date past the year 9999', line.replace('2000000000', '253402300800'), /10000/],
    ['a path without a slash', line.replace('\t/\t', '\tx\t'), /slash/],
    ['a dot with FALSE', line.replace('TRUE', 'FALSE'), /dot/],
    ['no domain', line.replace('.example.com', ''), /host name/],
    ['a domain with a slash', line.replace('.example.com', 'example.com/x'), /host name/],
    ['a public suffix', line.replace('.example.com', '.co.uk'), /public suffix/],
    ['neither name nor value', line.replace('sid\tabc', '\t'), /empty/],
    ['a control character', line.replace('abc', 'a\u0007c'), /control characters/],
    ['a lone carriage return', line.replace('abc', 'a\rc'), /control characters/],
    ['a semicolon', line.replace('abc', 'a;c'), /semicolon/],
  ];
  for (const [name, bad, message] of lines) {
    test(`a line with ${name}, by its number`, () => {
      const [problem, ...others] = problemsOf(`# title\n${line}\n${bad}\n${line}`);
      assert.deepEqual(problem?.at, { line: 3 });
      assert.match(problem.message, message);
      assert.equal(others.length, 0);
    });
  }

  const good = { domain: 'example.com', name: 'a', value: 'b' };
  const cookies: [name: string, bad: unknown, field: string | undefined][] = [
    ['no domain', { name: 'a', value: 'b' }, 'domain'],
    ['a value that is a number', { ...good, value: 1 }, 'value'],
    ['a tab', { ...good, value: 'a\tb' }, 'value'],
    ['a line break', { ...good, name: 'a\nb' }, 'name'],
    ['a NUL', { ...good, path: '/\u0000' }, 'path'],
    ['half a surrogate pair', { ...good, value: '\ud800' }, 'value'],
    ['a date that is a text', { ...good, expirationDate: '1' }, 'expirationDate'],
    [
      'a date that is not finite',
      { ...good, expirationDate: Number.POSITIVE_INFINITY },
      'expirationDate',
    ],
    ['a negative date', { ...good, expirationDate: -1 }, 'expirationDate'],
    ['a flag that is a text', { ...good, secure: 'true' }, 'secure'],
    ['a domain with a port', { ...good, domain: 'example.com:8080' }, 'domain'],
    ['a public suffix with subdomains', { ...good, domain: '.com' }, 'domain'],
    ['a date without a zone', { ...good, expires: '2030-01-01' }, 'expires'],
    ['a time in microseconds', { ...good, expires: 13_400_000_000_000_000 }, 'expires'],
    ['a partition key that is a list', { ...good, partitionKey: [] }, 'partitionKey'],
    ['a name that is null', { ...good, name: null }, 'name'],
    ['no cookie at all', 'x', undefined],
    ['null', null, undefined],
  ];
  for (const [name, bad, field] of cookies) {
    test(`a cookie with ${name}, by its index`, () => {
      const problems = problemsOf([good, bad, good]);
      assert.equal(problems.length, 1);
      assert.deepEqual(problems[0]?.at, { index: 1 });
      assert.equal(problems[0]?.field, field);
    });
  }

  test('an empty jar, and what is none', () => {
    for (const input of [
      [],
      '',
      '# Netscape HTTP Cookie File\n',
      '[]',
      '[1',
      '[1] x',
      {},
      null,
      5,
    ]) {
      assert.ok(problemsOf(input).length > 0);
    }
  });

  test('without repeating what stands in the jar, and with 20 problems at most', () => {
    const secret = 'canary-5d1e';
    const broken = `${secret}\t${secret}\n`.repeat(30);
    for (const input of [broken, `[${secret}`, [{ ...good, value: `${secret}\t` }]]) {
      const problems = problemsOf(input);
      assert.ok(problems.length <= 20);
      assert.doesNotMatch(JSON.stringify(problems), new RegExp(secret));
    }
  });
});

/** The reader that yt-dlp is built on. */
const readInPython = `
import http.cookiejar, json, sys
jar = http.cookiejar.MozillaCookieJar(sys.argv[1])
jar.load(ignore_discard=True, ignore_expires=True)
print(json.dumps([[c.domain, c.domain_specified, c.path, c.secure, c.expires, c.name, c.value] for c in jar]))
`;

const skip = hasPython() ? false : 'python3 is not installed on this machine';

test("Python's cookie jar reads every file that is written", { skip }, (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'genie-cookies-'));
  t.after(() => rmSync(dir, { recursive: true }));
  const unique = { minLength: 200, maxLength: 200, selector: ({ name }: Cookie) => name };
  const [cookies = []] = fc.sample(fc.uniqueArray(anyCookie, unique), 1);
  const file = join(dir, 'cookies.txt');
  writeFileSync(file, renderNetscape(cookies));
  const output = execFileSync('python3', ['-X', 'utf8', '-c', readInPython, file]).toString();
  const rows = cookies.map(({ domain, hostOnly, path, secure, expirationDate, name, value }) => {
    const pair = name === '' ? [value, null] : [name, value];
    return [domain, !hostOnly, path, secure, expirationDate ?? 0, ...pair];
  });
  const sorted = (list: unknown[][]) => list.map((row) => JSON.stringify(row)).sort();
  assert.deepEqual(sorted(JSON.parse(output) as unknown[][]), sorted(rows));
});

function hasPython(): boolean {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
