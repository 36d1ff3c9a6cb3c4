import assert from 'node:assert/strict';
import { test } from 'node:test';
import { processorMs } from '../../../test/support/processor-time.ts';
import fc from '../../../test/support/properties.ts';
import { describeDevice } from '../src/shared/device-name.ts';

const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)';
const agents: readonly (readonly [agent: string, name: string | null])[] = [
  [
    `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${webkit} Chrome/141.0.0.0 Safari/537.36`,
    'Chrome on Mac',
  ],
  [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0`,
    'Edge on Windows',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1',
    'Safari on iPhone',
  ],
  [
    `Mozilla/5.0 (Linux; Android 10; K) ${webkit} Chrome/141.0.0.0 Mobile Safari/537.36`,
    'Chrome on Android',
  ],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0', 'Firefox on Linux'],
  [
    `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${webkit} Chrome/141.0.0.0 Safari/537.36`,
    'Chrome on ChromeOS',
  ],
  ['curl/8.14.1', 'curl'],
  ['node', 'Node.js'],
  ['Call +1 555 0100 <b>now</b>', null],
  ['Evil Corp/1.0 you won', null],
  ['', null],
];

for (const [agent, name] of agents) {
  test(`calls a device ${name} by its user agent ${agent.slice(0, 40)}`, () => {
    assert.equal(describeDevice(agent), name);
  });
}

test('a name holds no text of whoever sent it, and fits its column', () => {
  const known =
    /^(?:[A-Z][A-Za-z.-]*(?: [A-Z][A-Za-z.-]*)*|curl)(?: on [A-Z][A-Za-z0-9 ]+| on iPhone| on iPad| on iOS)?$/;
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      for (const agent of [text, `${text}/1 ${text}`, `Mozilla/5.0 (${text}) ${text}/2.0`]) {
        const name = describeDevice(agent);
        assert.ok(name === null || (known.test(name) && name.length <= 100), String(name));
      }
    }),
  );
});

test('a user agent of any length and shape takes no time to speak of', () => {
  for (const part of ['(', 'a/', ' ', 'Mozilla/5.0 (', 'version/1 ', '\\']) {
    assert.ok(processorMs(() => void describeDevice(part.repeat(50_000))) < 500, part);
  }
});
