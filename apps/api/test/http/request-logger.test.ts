import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLogger } from '../../src/http/logging.ts';
import { createRequestLogger } from '../../src/http/request-logger.ts';

const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

function collect() {
  const lines: Record<string, unknown>[] = [];
  const parent = createLogger('trace', { write: (line) => void lines.push(JSON.parse(line)) });
  return { lines, parent };
}

test('every line of a request says its id, at each level', () => {
  const { lines, parent } = collect();
  const log = createRequestLogger(parent, { requestId: 'r-1' }, {});
  for (const level of levels) log[level]({ code: level }, 'said');
  assert.deepEqual(
    lines.map(({ requestId, code, msg }) => ({ requestId, code, msg })),
    levels.map((code) => ({ requestId: 'r-1', code, msg: 'said' })),
  );
});

test('what a part of a request logs says the id of the request too', () => {
  const { lines, parent } = collect();
  createRequestLogger(parent, { requestId: 'r-2' }, {}).child({ traceId: 't' }).info('said');
  assert.equal(lines[0]?.requestId, 'r-2');
  assert.equal(lines[0]?.traceId, 't');
});

test('secrets are redacted in what a request logs', () => {
  const { lines, parent } = collect();
  createRequestLogger(parent, { requestId: 'r-3' }, {}).info({ password: 'quiet-harbour-42' });
  assert.equal(lines[0]?.password, '[redacted]');
});

test('a request that logs nothing has no logger made, and one that does has one', () => {
  const { parent } = collect();
  let made = 0;
  const child: typeof parent.child = (...given) => {
    made += 1;
    return parent.child(...given);
  };
  const counting = Object.assign(Object.create(parent), { child });
  const log = createRequestLogger(counting, { requestId: 'r-4' }, {});
  assert.equal(made, 0);
  log.info('one');
  log.warn('two');
  assert.equal(made, 1);
});
