import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { isSigned, parseCheckpoint, verifyChain } from '@genie-helper/audit-chain';
import type { Knex } from 'knex';
import { openSqlite } from '../../extensions/guard/test/support/guarded-directus.ts';
import { type CredentialSystem, startCredentialSystem } from '../support/credential-system.ts';
import type { TestApi } from '../support/start-api.ts';
import type { TestDirectus } from '../support/start-directus.ts';
import type { Person } from '../support/system.ts';
import { until } from '../support/until.ts';

/** The access log on its way to a receiver that comes and goes. */
const secret = 'stream-secret-of-the-tests-0123456789';
let receiver: Server;
let stack: CredentialSystem<TestDirectus>;
let db: Knex;
let person: Person;
let creatorProfileId: string;

/** What the receiver does, and what it took. */
let answer: 'takes' | 'refuses' | 'takes and says nothing' = 'takes';
let bodies: { text: string; signature: string }[] = [];
let attempts = 0;

const stream = () => ({
  auditStream: {
    url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/in`,
    secret,
  },
});

before(async () => {
  receiver = createServer(async (request, response) => {
    const text = await bodyOf(request);
    attempts += 1;
    if (answer === 'refuses') {
      response.writeHead(503).end();
      return;
    }
    bodies.push({ text, signature: String(request.headers['x-genie-signature']) });
    if (answer === 'takes') response.writeHead(204).end();
    else request.socket.destroy();
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  stack = await startCredentialSystem({ directus: {} });
  db = await openSqlite(stack.directus.settings.dataDir);
  person = await stack.person();
  creatorProfileId = await stack.connect(person);
});
beforeEach(async () => {
  answer = 'takes';
  bodies = [];
  attempts = 0;
  await db('genie_audit_stream').update({ seq: 0, claim: null, claimed_until: 0 });
});
after(async () => {
  await db?.destroy();
  await stack?.stop();
  receiver?.closeAllConnections();
  receiver?.close();
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text;
}

async function reveal(count: number): Promise<void> {
  for (let done = 0; done < count; done += 1) {
    assert.equal((await stack.asServer('reveal', { creatorProfileId })).status, 200);
  }
}

const entries = () =>
  bodies
    .flatMap(({ text }) =>
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    )
    .filter(({ type }) => type === 'entry');
const lastSeq = async () => Number((await db('genie_audit_chain').first('seq')).seq);
const cursor = async () => Number((await db('genie_audit_stream').first('seq')).seq);
const untilSent = () => until(async () => (await cursor()) === (await lastSeq()));

/** Every entry came, in order; one may have come again, from an earlier one on. */
async function assertAllInOrder(): Promise<void> {
  let next = 1;
  for (const { seq } of entries()) {
    assert.ok(seq <= next, `${seq} came before ${next}`);
    next = Math.max(next, seq + 1);
  }
  assert.equal(next - 1, await lastSeq());
}

async function withApi(run: (api: TestApi) => Promise<void>): Promise<void> {
  const api = await stack.startApi(stream());
  try {
    await run(api);
  } finally {
    await api.stop();
  }
}

test('every entry arrives in order, signed, and what arrives verifies', () =>
  withApi(async () => {
    await reveal(5);
    await untilSent();
    await assertAllInOrder();
    for (const { text, signature } of bodies) {
      const mac = createHmac('sha256', secret).update(text).digest('hex');
      assert.equal(signature, `sha256=${mac}`);
      const lines = text.trimEnd().split('\n');
      const { type, ...rest } = JSON.parse(lines.at(-1) ?? '');
      const checkpoint = parseCheckpoint(rest);
      assert.equal(type, 'checkpoint');
      assert.ok(checkpoint !== undefined && isSigned(checkpoint));
      assert.equal(checkpoint.hash, JSON.parse(lines.at(-2) ?? '').hash);
    }
    const report = await verifyChain(
      (async function* () {
        yield entries();
      })(),
    );
    assert.equal(report.fault, undefined);
    assert.ok(!JSON.stringify(bodies).includes('secret123'));
  }));

test('while the receiver is down reveals go on, and an API that ends loses no entry', async () => {
  answer = 'refuses';
  await withApi(async (api) => {
    await reveal(4);
    await until(() => attempts > 2);
    assert.match(api.log(), /cannot be sent to its receiver now/);
    const { text } = await api.request('GET', '/metrics');
    assert.match(text, /genie_audit_stream_bodies_total\{outcome="failed"\} [1-9]/);
    assert.match(text, /genie_audit_stream_waiting [1-9]/);
  });
  assert.equal(await cursor(), 0);
  await reveal(4);
  answer = 'takes';
  await withApi(async () => {
    await untilSent();
    await assertAllInOrder();
  });
});

test('what the receiver took without saying so comes again', () =>
  withApi(async () => {
    answer = 'takes and says nothing';
    await until(() => bodies.length > 1);
    answer = 'takes';
    await untilSent();
    await assertAllInOrder();
    assert.ok(entries().length > (await lastSeq()));
  }));

test('of several processes one sends, and another goes on when that one is gone', async () => {
  const far = Date.now() + 3_600_000;
  await db('genie_audit_stream').update({ claim: 'of a process that is gone', claimed_until: far });
  await withApi(() =>
    withApi(async () => {
      await reveal(3);
      assert.equal(bodies.length, 0);
      // Its lease is over.
      await db('genie_audit_stream').update({ claimed_until: 0 });
      await untilSent();
      await assertAllInOrder();
      assert.equal(entries().length, await lastSeq(), 'nothing came twice');
    }),
  );
});

test('who has lost the lease moves nothing, and the cursor never goes back', async () => {
  const ask = async (body: object) => {
    const { status, data, text } = await stack.directus.admin.request(
      ...(['POST', '/genie/audit/stream', body, null] as const),
      { 'x-rbac-sync-secret': stack.introspectionSecret },
    );
    assert.equal(status, 200, text);
    return data as { claim: string | null; seq: number };
  };
  const { claim } = await ask({});
  assert.ok(claim !== null);
  assert.equal((await ask({})).claim, null);
  assert.deepEqual(await ask({ claim, sent: 3 }), { claim, seq: 3 });
  assert.deepEqual(await ask({ claim, sent: 2 }), { claim, seq: 3 });
  assert.equal((await ask({ claim: 'another', sent: 9 })).claim, null);
  assert.equal(await cursor(), 3);
  await ask({ claim, isOver: true });
  assert.ok((await ask({})).claim !== null);
});
