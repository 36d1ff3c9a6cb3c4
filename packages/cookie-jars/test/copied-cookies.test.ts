import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { processorMs } from '../../../test/support/processor-time.ts';
import { CookieJarError, parseCookieJar, renderNetscape } from '../src/index.ts';
import { platformDomainOf, previewCookieJar, summarizeCookies } from '../src/preview.ts';

const lines = (input: unknown, site?: string) =>
  renderNetscape(parseCookieJar(input, site === undefined ? {} : { site }).cookies)
    .trimEnd()
    .split('\n')
    .slice(2);

const ofInstagram = [
  '.instagram.com\tTRUE\t/\tTRUE\t0\tsessionid\t12%3Aab"c',
  ".instagram.com\tTRUE\t/\tTRUE\t0\tname\tit's=1",
];

describe('a request that was copied from the tools of a browser', () => {
  const commands: [form: string, text: string][] = [
    [
      'cURL, as Chrome writes it',
      String.raw`curl 'https://www.instagram.com/api/v1/feed' \
  -H 'accept: */*' \
  -b 'sessionid=12%3Aab"c; name=it'\''s=1' \
  -H 'user-agent: Mozilla/5.0'`,
    ],
    [
      'cURL, as Firefox writes it',
      String.raw`curl 'https://www.instagram.com/' --compressed -H 'Accept: */*' -H $'Cookie: sessionid=12%3Aab"c; name=it\'s=1'`,
    ],
    [
      "cURL for Windows' shell",
      String.raw`curl ^"https://www.instagram.com/^" ^
  -H ^"accept: */*^" ^
  -b ^"sessionid=12^%^3Aab\^"c; name=it's=1^" ^
  -H ^"dnt: 1^"`,
    ],
    [
      'fetch for Node',
      String.raw`fetch("https://www.instagram.com/", {
  "headers": { "accept": "*/*", "cookie": "sessionid=12%3Aab\"c; name=it's=1" },
  "method": "GET"
});`,
    ],
    [
      'PowerShell',
      '$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession\n' +
        '$session.Cookies.Add((New-Object System.Net.Cookie("sessionid", "12%3Aab`"c", "/", ".instagram.com")))\n' +
        '$session.Cookies.Add((New-Object System.Net.Cookie("name", "it\'s=1", "/", "www.instagram.com")))\n' +
        'Invoke-WebRequest -Uri "https://www.instagram.com/"',
    ],
  ];
  for (const [form, text] of commands) {
    test(`is read: ${form}`, () => assert.deepEqual(lines(text), ofInstagram));
  }

  // Firefox and Safari write $'…' where a header has an apostrophe or a letter beyond ASCII, and then `!` by its code, too.
  test('gives back what browsers write by its code: in octal, in hexadecimal, in UTF-16', () => {
    const text = String.raw`curl 'https://x.com/' -H $'Cookie: a=it\'s\041x; b=caf\xe9; c=1\u20ac; d=\ud83d\ude00; e=C:\\x41\\041'`;
    const values = parseCookieJar(text).cookies.map(({ value }) => value);
    assert.deepEqual(values, ["it's!x", 'café', '1€', '😀', String.raw`C:\x41\041`]);
  });

  test('counts for its host alone where that is no platform', () => {
    const [line] = lines("curl https://shop.example.com/x -b 'a=b'");
    assert.equal(line, 'shop.example.com\tFALSE\t/\tTRUE\t0\ta\tb');
  });

  test('without cookies is refused', () => {
    assert.throws(() => parseCookieJar("curl 'https://x.com/'"), CookieJarError);
  });

  test('is read in time that grows with its length, however its quotes are put', () => {
    for (const part of ['\\"', "'\\''", '^"', 'System.Net.Cookie("`"', '"cookie": "', '^ \n']) {
      const text = `curl "${part.repeat(250_000 / part.length)}`;
      const parse = () => assert.throws(() => parseCookieJar(text), CookieJarError);
      assert.ok(processorMs(parse) < 5_000, part);
    }
  });
});

describe('cookies that name no site', () => {
  const forms: [form: string, jar: unknown][] = [
    ['a header', 'sessionid=12%3Aab"c; name=it\'s=1'],
    ['a header with its name', 'Cookie: sessionid=12%3Aab"c; name=it\'s=1;'],
    ['names and values', JSON.stringify({ sessionid: '12%3Aab"c', name: "it's=1" })],
    [
      'a list without domains',
      [
        { name: 'sessionid', value: '12%3Aab"c', path: '/', secure: true },
        { name: 'name', value: "it's=1", secure: true },
      ],
    ],
  ];
  for (const [form, jar] of forms) {
    test(`are asked for it, and read with it: ${form}`, () => {
      assert.throws(
        () => parseCookieJar(jar),
        (error) => error instanceof CookieJarError && error.needsSite,
      );
      assert.deepEqual(lines(jar, 'instagram.com'), ofInstagram);
    });
  }

  test('are not asked for where some have a domain', () => {
    const jar = [
      { name: 'a', value: 'b' },
      { name: 'a', value: 'b', domain: 'x.com' },
    ];
    assert.throws(
      () => parseCookieJar(jar),
      (error) => error instanceof CookieJarError && !error.needsSite && error.canSkip,
    );
  });
});

describe('programs with words of their own are read:', () => {
  test('Cookie Quick Manager', () => {
    const cookie = {
      'Host raw': 'https://.instagram.com/',
      'Name raw': 'sessionid',
      'Path raw': '/',
      'Content raw': 'v',
      Expires: '17-03-2030 17:46:40',
      'Expires raw': '1900000000',
      'Send for': 'Encrypted connections only',
      'Send for raw': 'true',
      'HTTP only raw': 'true',
      'This domain only raw': 'false',
      'Store raw': 'firefox-default',
    };
    assert.deepEqual(lines(JSON.stringify([cookie])), [
      '#HttpOnly_.instagram.com\tTRUE\t/\tTRUE\t1900000000\tsessionid\tv',
    ]);
  });

  test('tough-cookie, as bots keep it', () => {
    const jar = {
      version: 'tough-cookie@4.1.2',
      storeType: 'MemoryCookieStore',
      cookies: [
        {
          key: 'sessionid',
          value: 'v',
          expires: '2030-03-17T17:46:40.000Z',
          domain: 'instagram.com',
          path: '/',
          secure: true,
          httpOnly: true,
          hostOnly: false,
          creation: '2026-01-01T00:00:00.000Z',
        },
        { key: 'rur', value: 'v', expires: 'Infinity', domain: 'instagram.com', hostOnly: false },
      ],
    };
    assert.deepEqual(lines(JSON.stringify(jar)), [
      '#HttpOnly_.instagram.com\tTRUE\t/\tTRUE\t1900000000\tsessionid\tv',
      '.instagram.com\tTRUE\t/\tFALSE\t0\trur\tv',
    ]);
  });

  test('a list with addresses in place of domains', () => {
    assert.deepEqual(lines([{ name: 'a', value: 'b', url: 'https://www.tiktok.com/x' }]), [
      'www.tiktok.com\tFALSE\t/\tFALSE\t0\ta\tb',
    ]);
  });

  test("rows of the table in Chrome's and Firefox's developer tools", () => {
    const rows = [
      'sess\tv\t.onlyfans.com\t/\t2030-03-17T17:46:40.000Z\t9\t✓\t✓\tLax\t\t\tMedium',
      'fp\tw\tonlyfans.com\t/\tSession\t3\t\t✓\t\t\t\tMedium',
      'auth_id\t1\t.onlyfans.com\t/\tSun, 17 Mar 2030 17:46:40 GMT\t8\tfalse\ttrue\tNone\tnow',
    ];
    assert.deepEqual(lines(rows.join('\n')), [
      '#HttpOnly_.onlyfans.com\tTRUE\t/\tTRUE\t1900000000\tsess\tv',
      'onlyfans.com\tFALSE\t/\tTRUE\t0\tfp\tw',
      '.onlyfans.com\tTRUE\t/\tTRUE\t1900000000\tauth_id\t1',
    ]);
  });
});

describe('a summary', () => {
  test('counts sites, sessions, what has expired, and when the others end', () => {
    const now = Date.UTC(2026, 10, 28);
    const ends = (year: number) => Date.UTC(year, 0) / 1_000;
    const jar = [
      { name: 'a', value: 'canary', domain: '.instagram.com', expires: ends(2027) },
      { name: 'b', value: 'canary', domain: 'www.instagram.com', expires: ends(2030) },
      { name: 'c', value: 'canary', domain: 'i.instagram.com', expires: -1 },
      { name: 'd', value: 'canary', domain: '.twitter.com', expires: ends(2020) },
      { name: 'e', value: 'canary', domain: 'accounts.google.com', expires: ends(2028) },
    ];
    const summary = summarizeCookies(previewCookieJar(jar).cookies, now);
    assert.deepEqual(summary, {
      count: 5,
      domains: [
        { domain: 'instagram.com', count: 3, platform: 'instagram' },
        { domain: 'accounts.google.com', count: 1 },
        { domain: 'twitter.com', count: 1, platform: 'x' },
      ],
      platforms: new Map([
        ['instagram', 3],
        ['x', 1],
      ]),
      session: 1,
      expired: 1,
      ends: { first: ends(2027), last: ends(2030) },
    });
    assert.doesNotMatch(JSON.stringify(summary), /canary/);
  });

  test('takes no lookalike for a platform', () => {
    for (const host of ['notinstagram.com', 'instagram.com.example.org', 'instagram.co', 'com']) {
      assert.equal(platformDomainOf(host), undefined, host);
    }
    assert.deepEqual(platformDomainOf('.WWW.Instagram.com'), {
      domain: 'instagram.com',
      platform: 'instagram',
    });
  });
});
