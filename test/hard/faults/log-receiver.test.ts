/**
 * The receiver of the access log is away for most of the time, in the ways in which one can be, while reveals and
 * sign-ins go on and the API that sends is killed. Afterwards it has every entry.
 *
 * `GENIE_RECEIVER_SECONDS`: how long the whole takes; 40 s where it isn't set, and ten minutes by hand.
 */
import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isSigned, type LogRow, parseCheckpoint, verifyChain } from '@genie-helper/audit-chain';
import { introspectionSecretOf } from '@genie-helper/environment';
import { median } from '../../../bench/support/statistics.ts';
import { openSqlite } from '../../../extensions/guard/test/support/guarded-directus.ts';
import { type ApiProcess, createApiProcess } from '../../support/api-process.ts';
import { freePort } from '../../support/free-port.ts';
import { readVariable } from '../../support/process-environment.ts';
import { type Outcome, sendSteadily } from '../../support/send-steadily.ts';
import { startTestDirectus, type TestDirectus } from '../../support/start-directus.ts';
import { until } from '../../support/until.ts';

const seconds = Number(readVariable('GENIE_RECEIVER_SECONDS') ?? 40);
const secret = randomBytes(32).toString('base64url');
const streamSecret = randomBytes(32).toString('base64url');
const port = await freePort();
const json = { 'content-type': 'application/json' };

let directus: TestDirectus;
/** One that goes on, and one that is killed. */
let sound: ApiProcess;
let killed: ApiProcess;
let user: { email: string; password: string };
let creatorProfileId: string;
let receiver: Server | undefined;
let behaviour: 'takes' | 'refuses' | 'hangs' = 'takes';
const bodies: { text: string; mac: string }[] = [];

before(async () => {
  directus = await startTestDirectus({
    settings: { introspectionSecret: introspectionSecretOf(secret) },
    env: { LOGIN_LIMIT_ACCOUNT_SUCCESSES: '10000', LOGIN_LIMIT_ADDRESS_SUCCESSES: '10000' },
  });
  const variables = {
    DIRECTUS_URL: directus.url,
    DIRECTUS_ADMIN_TOKEN: directus.adminToken,
    RBAC_SYNC_WEBHOOK_SECRET: secret,
    CREDENTIALS_ENC_KEY_B64: randomBytes(32).toString('base64'),
    RATE_LIMIT_MAX: '0',
    AUDIT_STREAM_URL: `http://127.0.0.1:${port}/in`,
    AUDIT_STREAM_SECRET: streamSecret,
  };
  sound = await createApiProcess(variables);
  killed = await createApiProcess(variables);
  await openReceiver();
  await killed.start();
  await sound.start();
  user = await directus.admin.createUser();
  const { accessToken } = await directus.login(user.email, user.password);
  const made = await fetch(`${sound.url}/api/credentials/create-profile`, {
    method: 'POST',
    headers: { ...json, authorization: `Bearer ${accessToken}` },
    body: JSON.stringify({ platform: 'x', credentials: { api_key: 'a' } }),
  });
  ({ id: creatorProfileId } = (await made.json()) as { id: string });
});
after(async () => {
  await sound?.stop();
  await killed?.stop();
  await closeReceiver();
  await directus?.stop();
});

async function openReceiver(): Promise<void> {
  const server = createServer(async (request, response) => {
    let text = '';
    try {
      for await (const chunk of request.setEncoding('utf8')) text += chunk;
    } catch {
      // Who sent it was killed.
      return;
    }
    if (behaviour === 'hangs') return;
    if (behaviour === 'takes')
      bodies.push({ text, mac: String(request.headers['x-genie-signature']) });
    response.writeHead(behaviour === 'takes' ? 204 : 503).end();
  });
  receiver = server;
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
}

async function closeReceiver(): Promise<void> {
  const server = receiver;
  receiver = undefined;
  if (server === undefined) return;
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}

const acknowledged = new Set<string>();
let requests = 0;
const reveal = (api: ApiProcess) => async () => {
  const id = `reveal-${++requests}`;
  const answer = await fetch(`${api.url}/api/credentials/reveal`, {
    method: 'POST',
    headers: { ...json, 'x-rbac-sync-secret': secret, 'x-request-id': id },
    body: JSON.stringify({ creatorProfileId }),
  });
  if (answer.status === 200) acknowledged.add(id);
  return answer;
};
const signIn = () =>
  fetch(`${directus.url}/auth/login`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ email: user.email, password: user.password }),
  });

/** Reveals through both, and sign-ins. @returns what came of those that met nobody who was killed */
async function work(forSeconds: number): Promise<{ reveals: Outcome[]; signIns: Outcome[] }> {
  const [reveals, , signIns] = await Promise.all([
    sendSteadily(reveal(sound), { perSecond: 6, seconds: forSeconds }),
    sendSteadily(reveal(killed), { perSecond: 4, seconds: forSeconds }),
    sendSteadily(signIn, { perSecond: 0.5, seconds: forSeconds }),
  ]);
  return { reveals: reveals.outcomes, signIns: signIns.outcomes };
}

const linesOf = (text: string): LogRow[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
const isEntry = (line: LogRow) => Reflect.get(line, 'type') === 'entry';

test('a receiver that was away gets every entry in order, and nobody waited for it', async (t) => {
  const before = await work(seconds / 4);
  const away = work(seconds / 2);
  const part = (seconds * 1_000) / 2 / 4;
  await closeReceiver();
  await sleep(part);
  behaviour = 'hangs';
  await openReceiver();
  await sleep(part);
  await killed.kill();
  behaviour = 'refuses';
  await sleep(part);
  await killed.start();
  const meanwhile = await away;
  // Back, and the one that sends dies again in the middle of it.
  behaviour = 'takes';
  const rest = work(seconds / 4);
  await sleep(part / 2);
  await killed.kill();
  await killed.start();
  await rest;

  const db = await openSqlite(directus.settings.dataDir);
  try {
    const lastSeq = async () => Number((await db('genie_audit_chain').first('seq')).seq);
    const cursor = async () => Number((await db('genie_audit_stream').first('seq')).seq);
    // Whoever was killed while it sent has the lease for a minute more.
    await until(async () => (await cursor()) === (await lastSeq()));
    assert.equal(
      await lastSeq(),
      (await db('credential_access_log').count({ count: '*' }))[0]?.count,
    );
  } finally {
    await db.destroy();
  }

  // In order, at least once: what comes again is what came before.
  const received = new Map<number, LogRow>();
  let repeated = 0;
  for (const { text, mac } of bodies) {
    const expected = createHmac('sha256', streamSecret).update(text).digest('hex');
    assert.equal(mac, `sha256=${expected}`);
    const lines = linesOf(text);
    const checkpoint = parseCheckpoint(lines.at(-1));
    assert.ok(checkpoint !== undefined && isSigned(checkpoint));
    for (const line of lines.filter(isEntry)) {
      const seq = Number(line.seq);
      if (received.has(seq)) repeated += 1;
      else assert.equal(seq, received.size + 1, 'an entry came before the one in front of it');
      received.set(seq, line);
    }
    assert.equal(checkpoint.seq, lines.filter(isEntry).at(-1)?.seq);
  }
  const report = await verifyChain(
    (async function* () {
      yield [...received.values()];
    })(),
  );
  assert.equal(report.fault, undefined);
  const known = new Set([...received.values()].map((entry) => entry.request_id));
  assert.deepEqual(
    [...acknowledged].filter((id) => !known.has(id)),
    [],
  );

  // Within one run, so that the machine's speed is no part of it.
  for (const kind of ['reveals', 'signIns'] as const) {
    const all = [...before[kind], ...meanwhile[kind]];
    assert.ok(
      all.every(({ status }) => status === 200),
      `${kind} failed`,
    );
    const tookMs = (outcomes: Outcome[]) => median(outcomes.map((outcome) => outcome.tookMs));
    const [up, down] = [tookMs(before[kind]), tookMs(meanwhile[kind])];
    t.diagnostic(
      `${kind}: median ${up.toFixed(1)} ms with the receiver, ${down.toFixed(1)} ms without (${before[kind].length} and ${meanwhile[kind].length})`,
    );
    assert.ok(down < 3 * up, `${kind} took ${down} ms instead of ${up}`);
  }
  t.diagnostic(
    `${received.size} entries in ${bodies.length} bodies, ${repeated} of them again; ${acknowledged.size} reveals in ${seconds} s`,
  );
});
