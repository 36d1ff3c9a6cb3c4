/**
 * Each alert fires for real: a Prometheus with the shipped rules watches real processes, and what it's for is done to
 * them. Of the rules only the times are shortened; the thresholds stay.
 */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { introspectionSecretOf } from '@genie-helper/environment';
import { extensionFolder } from '../../../extensions/guard/test/support/extension-folder.ts';
import { openSqlite } from '../../../extensions/guard/test/support/guarded-directus.ts';
import { type ApiProcess, createApiProcess } from '../../support/api-process.ts';
import { compileCache } from '../../support/directus-settings.ts';
import { root } from '../../support/documents.ts';
import type { Behaviour } from '../../support/fake-model/behaviours.ts';
import { type FakeModel, startFakeModel } from '../../support/fake-model/fake-model.ts';
import { freePort } from '../../support/free-port.ts';
import { makeCertificate } from '../../support/make-certificate.ts';
import { startSmtpServer, type TestSmtpServer } from '../../support/smtp-server.ts';
import { startTestDirectus, type TestDirectus } from '../../support/start-directus.ts';
import {
  startPrometheus,
  type TestPrometheus,
  whyNoPrometheus,
} from '../../support/start-prometheus.ts';
import { startTestRedis, type TestRedis, whyNoRedis } from '../../support/start-redis.ts';
import { until } from '../../support/until.ts';

const skip = whyNoPrometheus() ?? whyNoRedis() ?? false;
const shipped = await readFile(join(root, 'deploy/prometheus/alerts.yaml'), 'utf8');
const names = [...shipped.matchAll(/- alert: (\w+)/g)].map(([, name = '']) => name);

/** What nobody can do to a sound product from outside, or takes minutes; the rules of these are tested by promtool alone. */
const withoutDrill = ['GenieServerErrors', 'GenieAccountNotErased', 'GenieLogNotSigned'];

const secret = randomBytes(32).toString('base64url');
const metricsToken = randomBytes(32).toString('base64url');
const jsonType = { 'content-type': 'application/json' };

describe('each alert fires for what it is for', { skip }, () => {
  const ends: (() => unknown)[] = [];
  let directus: TestDirectus;
  let redis: TestRedis;
  let model: FakeModel;
  /** What the model does with every request. */
  let behaviour: Behaviour = { stall: 'before-headers' };
  let smtp: TestSmtpServer;
  let sound: ApiProcess;
  let ill: ApiProcess;
  let prometheus: TestPrometheus;
  let token: string;
  let creatorProfileId: unknown;

  before(async () => {
    const leak = await makeHungryExtension();
    ends.push(() => rm(leak, { recursive: true, force: true }));
    directus = await startTestDirectus({
      settings: { introspectionSecret: introspectionSecretOf(secret) },
      env: {
        EXTENSIONS_PATH: `string:${await extensionFolder('guard', leak)}`,
        METRICS_TOKEN: `string:${metricsToken}`,
      },
    });
    ends.push(directus.stop);
    redis = await startTestRedis();
    ends.push(redis.close);
    model = await startFakeModel({ behaviour: { script: () => behaviour } });
    ends.push(model.close);
    smtp = await startSmtpServer({
      tls: 'none',
      behave: (to) => ({ at: 'recipient', code: to.startsWith('gone') ? 550 : 450 }),
    });
    ends.push(smtp.close);
    const variables = {
      DIRECTUS_URL: directus.url,
      DIRECTUS_ADMIN_TOKEN: directus.adminToken,
      RBAC_SYNC_WEBHOOK_SECRET: secret,
      METRICS_TOKEN: metricsToken,
      CREDENTIALS_ENC_KEY_B64: randomBytes(32).toString('base64'),
      CAPTION_PROVIDER: 'openai-compatible',
      LLM_BASE_URL: model.baseUrl,
      LLM_TIMEOUT_MS: '10000',
    };
    sound = await createApiProcess({
      ...variables,
      REDIS_URL: redis.url,
      SMTP_URL: `smtp://127.0.0.1:${smtp.port}`,
      ALLOW_INSECURE_SMTP: 'true',
      MAIL_FROM: 'no-reply@genie.example',
      PUBLIC_URL: 'https://genie.example',
    });
    // Has another key than what is stored is sealed with, and doesn't use the guard.
    ill = await createApiProcess({
      ...variables,
      CREDENTIALS_ENC_KEY_B64: randomBytes(32).toString('base64'),
      TOKEN_VALIDATION: 'users-me',
    });
    for (const api of [sound, ill]) {
      await api.start();
      ends.push(api.stop);
    }
    const outdated = await startOutdatedApi({
      ...{ ...variables, DIRECTUS_ADMIN_TOKEN: 'a'.repeat(40) },
      // Nobody listens there.
      AUDIT_STREAM_URL: `http://127.0.0.1:${await freePort()}/in`,
      AUDIT_STREAM_SECRET: randomBytes(32).toString('base64url'),
    });
    ends.push(outdated.stop);
    prometheus = await startPrometheus(
      jobsOf([new URL(sound.url).host, new URL(ill.url).host], outdated.host, directus.url),
      shipped
        .replaceAll(/\bfor: \d+m/g, 'for: 1s')
        .replaceAll(/\[\d+[mh]\]/g, '[1m]')
        .replaceAll(/\boffset \d+m/g, 'offset 30s'),
    );
    ends.push(prometheus.stop);

    const user = await directus.admin.createUser();
    ({ accessToken: token } = await directus.login(user.email, user.password));
    const made = await call(sound, 'credentials/create-profile', {
      platform: 'x',
      credentials: { api_key: 'a' },
    });
    creatorProfileId = ((await made.json()) as { id: unknown }).id;
    await until(async () => (await prometheus.query('up == 1')).length === 4);
    // The control: once all is up nothing fires but what that one API lacks.
    const early = ['GenieAdminTokenRefused', 'GenieCertificateEnds', 'GenieLogUnwritable'];
    let others: string[] = [];
    const isSettled = async () => {
      const alerts = await prometheus.query('ALERTS{alertstate="firing"}');
      others = alerts
        .filter(({ metric }) => metric.job !== 'genie-helper-https')
        .map(({ metric }) => `${metric.alertname} of ${metric.instance}`);
      return others.length === 0 && early.every((name) => namesOf(alerts).has(name));
    };
    await until(isSettled).catch((error) => {
      assert.deepEqual(others, [], 'fires before anything was done');
      throw error;
    });
  });
  after(async () => {
    for (const end of ends.reverse()) await end();
  });

  const call = (
    api: ApiProcess,
    path: string,
    body: object,
    headers: object = {},
    signal: AbortSignal | null = null,
  ) =>
    fetch(`${api.url}/api/${path}`, {
      method: 'POST',
      signal,
      headers: { ...jsonType, authorization: `Bearer ${token}`, ...headers },
      body: JSON.stringify(body),
    });
  const many = (count: number, work: (n: number) => Promise<unknown>) =>
    Promise.all(Array.from({ length: count }, (_, n) => work(n).catch(() => {})));

  const namesOf = (alerts: { metric: Record<string, string> }[]) =>
    new Set(alerts.map(({ metric }) => metric.alertname ?? ''));

  /** All that fires now. */
  async function firing(): Promise<Set<string>> {
    return namesOf(await prometheus.query('ALERTS{alertstate="firing"}'));
  }
  async function assertFires(name: string, again: () => Promise<unknown> = async () => {}) {
    await until(async () => {
      await again();
      return (await firing()).has(name);
    });
  }

  test('every alert has a drill here, or a reason why not', async () => {
    const drills = [...(await readFile(import.meta.filename, 'utf8')).matchAll(/'(Genie\w+)'/g)];
    assert.deepEqual(new Set(drills.map(([, name]) => name)), new Set(names));
    for (const name of withoutDrill) assert.ok(names.includes(name));
  });

  // None of these disturbs another, and each waits for Prometheus more than it works.
  describe('at one time', { concurrency: 8 }, () => {
    test('an API with a dead admin token, a certificate that ends, and a log on a full disk', async () => {
      await assertFires('GenieAdminTokenRefused');
      await assertFires('GenieCertificateEnds');
      await assertFires('GenieLogUnwritable');
    });

    test('a receiver of the access log that is down', async () => {
      await assertFires('GenieLogReceiverDown');
    });

    test('an API without the guard, and with a key that opens nothing', async () => {
      await assertFires('GenieCheckedWithoutGuard', () => call(ill, 'captions/batch', {}));
      await call(ill, 'credentials/reveal', { creatorProfileId }, { 'x-rbac-sync-secret': secret });
      await assertFires('GenieCredentialsDontOpen');
    });

    test('passwords and secrets that are guessed', async () => {
      await many(45, (n) =>
        fetch(`${directus.url}/auth/login`, {
          method: 'POST',
          headers: jsonType,
          body: JSON.stringify({ email: `nobody-${n}@example.com`, password: 'guessed' }),
        }),
      );
      await assertFires('GeniePasswordsGuessed');
      await assertFires('GenieSecretGuessed', () =>
        call(
          sound,
          'credentials/reveal',
          { creatorProfileId },
          { 'x-rbac-sync-secret': 'guessed' },
        ),
      );
    });

    test('mails that are given up, and one that waits', async () => {
      await many(8, (n) =>
        directus.admin
          .createUser({ email: `gone-${n}-${randomBytes(4).toString('hex')}@example.com` })
          .then(({ email }) => call(sound, 'account/password/forgot', { email })),
      );
      await assertFires('GenieMailsGivenUp');
      const { email } = await directus.admin.createUser();
      await call(sound, 'account/password/forgot', { email });
      await assertFires('GenieMailNotGoing', () => age('mail_outbox', 'date_created', 1_200));
    });

    test('a model that gets more captions than it writes, then fails, then lets them wait', async () => {
      // Again and again, as an overload is, until Prometheus has seen it.
      const seen = new AbortController();
      const { signal } = seen;
      const overload = (async () => {
        while (!signal.aborted)
          await many(80, () => call(sound, 'captions/generate', {}, {}, signal));
      })();
      await assertFires('GenieOverloaded').finally(() => seen.abort());
      await overload;
      behaviour = { status: 400, message: 'no' };
      await many(7, () => call(sound, 'captions/batch', { items: [{}] }));
      await assertFires('GenieBatchesFail');
      behaviour = { status: 429, headers: { 'retry-after': '600' } };
      await call(sound, 'captions/batch', { items: [{}] });
      await assertFires('GenieBatchesWait', () => age('caption_jobs', 'date_created', 3_600));
    });
  });

  test('a Directus that waits for its database, and one that has grown', async () => {
    const db = await openSqlite(directus.settings.dataDir);
    await db.raw('BEGIN EXCLUSIVE');
    const reads = many(60, () => directus.admin.request('GET', '/users?limit=1'));
    await assertFires('GenieDirectusStarved');
    await db.raw('ROLLBACK');
    await db.destroy();
    await reads;
    await fetch(`${directus.url}/test/eat`, { method: 'POST' });
    await assertFires('GenieDirectusMemory');
  });

  test('a Redis that is gone', async () => {
    await redis.stop();
    await assertFires('GenieQueueDown');
    await assertFires('GenieLimitsNotShared', () => call(sound, 'captions/batch', {}));
  });

  test('an API that is gone, and a Directus that is gone, without traffic and with it', async () => {
    await ill.kill();
    await assertFires('GenieDown');
    await directus.halt();
    await assertFires('GenieDirectusDown');
    await assertFires('GenieDirectusUnavailable', () =>
      many(10, () => call(sound, 'captions/batch', {})),
    );
  });

  /** Makes rows look as if they had been there for so many seconds more. */
  async function age(table: string, column: string, seconds: number): Promise<void> {
    const db = await openSqlite(directus.settings.dataDir);
    try {
      const at = Date.now() - seconds * 1_000;
      const [row] = await db(table).select(column).limit(1);
      const isNumber = typeof row?.[column] === 'number';
      await db(table).update({ [column]: isNumber ? at : new Date(at).toISOString() });
    } finally {
      await db.destroy();
    }
  }
});

/** As docs/how-to/monitor.md has it, and an API that speaks HTTPS itself. */
function jobsOf(apis: readonly string[], outdated: string, directusUrl: string): object[] {
  const authorization = { credentials: metricsToken };
  const at = (...targets: string[]) => ({ authorization, static_configs: [{ targets }] });
  return [
    { job_name: 'genie-helper', ...at(...apis) },
    {
      job_name: 'genie-helper-https',
      scheme: 'https',
      tls_config: { insecure_skip_verify: true },
      ...at(outdated),
    },
    {
      job_name: 'genie-directus',
      metrics_path: '/genie/metrics',
      ...at(new URL(directusUrl).host),
    },
  ];
}

/** An API whose admin token is dead, whose certificate ends in a week, whose log is on a full disk, and so on. */
async function startOutdatedApi(variables: Record<string, string>) {
  const dir = await mkdtemp(join(tmpdir(), 'genie-alerts-'));
  const { cert, key } = await makeCertificate(-1, 7);
  const [certPath, keyPath] = [join(dir, 'cert.pem'), join(dir, 'key.pem')];
  await writeFile(certPath, cert);
  await writeFile(keyPath, key, { mode: 0o600 });
  const port = await freePort();
  const log = openSync('/dev/full', 'w');
  const child = spawn(process.execPath, [resolve(root, 'apps/api/src/main.ts')], {
    env: {
      ...compileCache(),
      ...variables,
      SERVER_PORT: String(port),
      ENABLE_HTTPS: 'true',
      HTTPS_CERT_PATH: certPath,
      HTTPS_KEY_PATH: keyPath,
    },
    stdio: ['ignore', log, 'inherit', 'ipc'],
  });
  closeSync(log);
  const exited = new Promise((done) => child.once('exit', done));
  return {
    host: `127.0.0.1:${port}`,
    async stop() {
      child.kill('SIGTERM');
      await exited;
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** A hook that lets Directus keep a gigabyte, as something that grows would. */
async function makeHungryExtension(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'genie-hungry-'));
  const extension = { type: 'hook', path: 'index.js', source: 'index.js', host: '^11.0.0' };
  const about = { name: 'hungry', version: '1.0.0', type: 'module' };
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ ...about, 'directus:extension': extension }),
  );
  await writeFile(
    join(folder, 'index.js'),
    `const kept = [];
    export default ({ init }) => init('app.before', ({ app }) =>
      app.post('/test/eat', (_, response) => {
        kept.push(Buffer.alloc(1_100_000_000, 1));
        response.end();
      }));`,
  );
  return folder;
}
