/** Clients that send or read slower than anyone: they block nobody, and don't stay. */
import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ApiProcess, createApiProcess } from '../../support/api-process.ts';
import { residentMegabytes } from '../../support/process-usage.ts';
import { startTestDirectus, type TestDirectus } from '../../support/start-directus.ts';
import { until } from '../../support/until.ts';

const each = 300;
/** Twice what the server gives a client that is too slow, for a slow machine. */
const maxStayMs = 120_000;
let directus: TestDirectus;
let api: ApiProcess;
let token: string;

before(async () => {
  directus = await startTestDirectus();
  api = await createApiProcess({ DIRECTUS_URL: directus.url, RATE_LIMIT_MAX: '0' });
  await api.start();
  const user = await directus.admin.createUser();
  token = (await directus.login(user.email, user.password)).accessToken;
});
after(async () => {
  for (const socket of open) socket.destroy();
  await api?.stop();
  await directus?.stop();
});

/** What is left open, paused above all, would keep this process. */
const open = new Set<Socket>();

/** Opens a connection, sends this much at once, and then a byte of `drops` every second. */
function slowClient(first: string, drops = ''): Socket {
  const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(first);
  let sent = 0;
  const drip = setInterval(() => {
    if (drops !== '' && socket.writable) socket.write(drops[sent++ % drops.length] ?? '');
  }, 1_000);
  open.add(socket);
  socket.once('close', () => {
    clearInterval(drip);
    open.delete(socket);
  });
  return socket;
}

const kinds = {
  'headers that never end': () => {
    const socket = slowClient('GET /api/me HTTP/1.1\r\nHost: a\r\nX-Slow: ', 'a');
    return socket.resume();
  },
  'a body that never ends': () => {
    const head = `POST /api/captions/generate HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}\r\n`;
    const type = 'Content-Type: application/json\r\nContent-Length: 60000\r\n\r\n{"topic":"';
    return slowClient(head + type, 'a').resume();
  },
  'a connection that says nothing': () => slowClient('').resume(),
} as const;

/** Takes nothing of many answers, so that they pile up somewhere. */
function greedyReader(): Socket {
  const ask = 'GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n';
  return slowClient(ask.repeat(20)).pause();
}

/** A moment of too much to do may show, as what it is; standing still, or more than a moment, may not. */
async function assertServed(count: number): Promise<void> {
  const statuses: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const answer = await fetch(`${api.url}/api/me`, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(60_000),
    });
    statuses.push(answer.status);
    await sleep(20);
  }
  const served = statuses.filter((status) => status === 200).length;
  assert.ok(
    statuses.every((status) => status === 200 || status === 503),
    statuses.join(' '),
  );
  assert.ok(served >= count * 0.8, statuses.join(' '));
}

/** Every kind is kept for a minute, and all of them at once block nobody either. */
describe(`${each} times`, { concurrency: true }, () => {
  for (const [name, openOne] of Object.entries(kinds)) {
    test(name, async () => {
      const slow = Array.from({ length: each }, openOne);
      await assertServed(50);
      await until(() => slow.every(({ destroyed }) => destroyed), maxStayMs);
      await assertServed(5);
    });
  }

  test('a reader that takes nothing', async (t) => {
    const before = await residentMegabytes(api.pid());
    const readers = Array.from({ length: each }, greedyReader);
    await assertServed(50);
    const during = await residentMegabytes(api.pid());
    t.diagnostic(`memory: ${Math.round(before)} MB, with them ${Math.round(during)} MB`);
    assert.ok(during - before < 400, `${during - before} MB more`);
    // A minute of taking nothing is enough; a reader that stayed would now get the rest and could go on asking.
    await sleep(90_000);
    for (const reader of readers) reader.resume();
    await until(() => readers.every(({ destroyed }) => destroyed));
    await assertServed(5);
  });
});
