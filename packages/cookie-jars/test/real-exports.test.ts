import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CookieJarError, maxCookies, parseCookieJar, renderNetscape } from '../src/index.ts';

const seconds = 1_900_000_000;
const base = { name: 'sess', value: 'v', domain: '.onlyfans.com', path: '/' };

/** A cookie as each program writes it; `gone`: the fields that aren't kept. */
const exports: [program: string, cookie: Record<string, unknown>, gone: string[]][] = [
  [
    "Puppeteer's page.cookies()",
    {
      ...base,
      expires: 1_900_000_000.123456,
      size: 5,
      httpOnly: true,
      secure: true,
      session: false,
      sameSite: 'Lax',
      sameParty: false,
      sourceScheme: 'Secure',
      sourcePort: 443,
      priority: 'Medium',
      partitionKey: { sourceOrigin: 'https://x.com', hasCrossSiteAncestor: false },
    },
    ['size', 'sameParty', 'sourceScheme', 'sourcePort', 'priority'],
  ],
  [
    'Playwright, partitioned',
    { ...base, expires: -1, partitionKey: 'https://x.com', _crHasCrossSiteAncestor: true },
    ['_crHasCrossSiteAncestor'],
  ],
  [
    'a Firefox extension',
    {
      ...base,
      hostOnly: false,
      session: false,
      expirationDate: seconds,
      sameSite: 'no_restriction',
      firstPartyDomain: '',
      partitionKey: null,
      storeId: 'firefox-default',
    },
    [],
  ],
  ['Selenium', { ...base, expiry: seconds, httpOnly: false, sameSite: 'None', secure: true }, []],
  [
    'Cookie-Editor and EditThisCookie',
    { ...base, hostOnly: false, session: true, sameSite: null, storeId: '0', id: 1, size: null },
    ['size'],
  ],
];

for (const [program, cookie, gone] of exports) {
  const kept = Object.fromEntries(Object.entries(cookie).filter(([name]) => !gone.includes(name)));
  test(`reads what ${program} writes: as list, storageState and text, with a byte order mark`, () => {
    const state = { cookies: [cookie], origins: [{ origin: 'https://x.com', localStorage: [] }] };
    for (const jar of [[cookie], state]) {
      for (const input of [
        jar,
        JSON.stringify(jar),
        `\uFEFF ${JSON.stringify(jar, null, 2)}\r\n`,
      ]) {
        assert.deepEqual(parseCookieJar(input), { cookies: [kept], skipped: 0 });
      }
    }
  });
}

test('reads times in seconds, milliseconds and dates, and session cookies in each spelling', () => {
  const times: [unknown, number][] = [
    [seconds, seconds],
    [1_900_000_000.75, seconds],
    [1_900_000_000_750, seconds],
    ['2030-03-17T17:46:40.000Z', seconds],
    ['2030-03-17T18:46:40+01:00', seconds],
    ['Sun, 17 Mar 2030 17:46:40 GMT', seconds],
    [-1, 0],
    [0, 0],
    ['', 0],
    ['Session', 0],
    [null, 0],
  ];
  for (const [expires, expected] of times) {
    const { cookies } = parseCookieJar([{ ...base, expires }]);
    assert.match(renderNetscape(cookies), new RegExp(`\t${expected}\tsess`), String(expires));
  }
  const line = '.x.com\tTRUE\t/\tTRUE\t-1\ta\tb';
  assert.match(renderNetscape(parseCookieJar(line).cookies), /\t0\ta\tb/);
});

test('keeps a host with other letters than ASCII as xn--, in a list and in a file', () => {
  const [cookie] = parseCookieJar([{ ...base, domain: '.Bücher.münchen.de' }]).cookies;
  assert.equal(cookie?.domain, '.xn--bcher-kva.xn--mnchen-3ya.de');
  const [line] = parseCookieJar('例え.jp\tFALSE\t/\tTRUE\t0\ta\tb').cookies;
  assert.equal(line?.domain, 'xn--r8jz45g.jp');
});

describe('a cookie that is wrong', () => {
  const bad = { ...base, name: 'tracker', domain: 'exa mple.com', value: 'canary' };

  test('is told by index and name, never with its value, and may be left out', () => {
    const jar = [base, bad, { ...base, name: 'canary=canary' }, base];
    assert.throws(
      () => parseCookieJar(jar),
      (error) => {
        assert.ok(error instanceof CookieJarError);
        assert.deepEqual(
          error.problems.map(({ at, field, name }) => ({ at, field, name })),
          [
            { at: { index: 1 }, field: 'domain', name: 'tracker' },
            { at: { index: 2 }, field: 'name', name: undefined },
          ],
        );
        assert.doesNotMatch(JSON.stringify(error.problems), /canary/);
        return error.canSkip;
      },
    );
    const { cookies, skipped } = parseCookieJar(jar, { skipInvalid: true });
    assert.deepEqual([cookies.length, skipped], [2, 2]);
  });

  test('is not left out where nothing would be left', () => {
    assert.throws(
      () => parseCookieJar([bad], { skipInvalid: true }),
      (error) => error instanceof CookieJarError && !error.canSkip && error.problems.length === 1,
    );
  });
});

describe('work is bounded before it is done', () => {
  const refusal = (input: unknown) => {
    try {
      parseCookieJar(input, { skipInvalid: true });
    } catch (error) {
      if (error instanceof CookieJarError) return error.problems[0]?.message;
    }
    return assert.fail('the jar was accepted');
  };

  test('more cookies than a browser keeps are refused before one of them is read', () => {
    let reads = 0;
    const counting = Object.defineProperty({}, 'name', { get: () => (reads += 1) });
    assert.match(refusal(Array(maxCookies + 1).fill(counting)) ?? '', /at most 3,300/);
    assert.equal(reads, 0);
    const line = '.x.com\tTRUE\t/\tTRUE\t0\ta\tb\n';
    assert.match(refusal(line.repeat(maxCookies + 1)) ?? '', /at most 3,300/);
    assert.equal(parseCookieJar(line.repeat(maxCookies)).cookies.length, maxCookies);
  });

  test('blank lines and brackets of a whole body are refused without reading them', () => {
    assert.match(refusal('\n'.repeat(260_000)) ?? '', /at most/);
    assert.match(refusal('['.repeat(260_000)) ?? '', /nested at most 16/);
    assert.match(refusal(`["${'\\"'.repeat(130_000)}`) ?? '', /is none/);
  });
});
