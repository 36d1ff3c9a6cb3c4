import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { introspectionSecretOf } from '@genie-helper/environment';
import { createKeyring, seal } from '@genie-helper/vault';
import { proPolicy } from '../../../directus/state/accounts.ts';
import { field } from '../../../test/support/directus-client.ts';
import { makeCertificate } from '../../../test/support/make-certificate.ts';
import { newTextKey, type TextKey } from '../../../test/support/rotation.ts';
import { startTestDirectus, type TestDirectus } from '../../../test/support/start-directus.ts';
import { startTestRedis, whyNoRedis } from '../../../test/support/start-redis.ts';
import type { CliContext } from '../src/cli-context.ts';
import { assertFault, diagnose, makeInstallation } from './support/doctor.ts';
import { base } from './support/run-in-process.ts';

const shared = randomBytes(48).toString('base64url');

describe('genie doctor and a real Directus', () => {
  let directus: TestDirectus;

  before(async () => {
    const introspectionSecret = introspectionSecretOf(shared);
    directus = await startTestDirectus({ settings: { introspectionSecret } });
  });
  after(async () => {
    await directus?.stop();
  });

  async function look(
    t: TestContext,
    variables: Record<string, string> = {},
    changes: Partial<CliContext> = {},
  ) {
    const { dir, texts } = await makeInstallation(t, {
      DIRECTUS_URL: directus.url,
      DIRECTUS_ADMIN_TOKEN: directus.adminToken,
      RBAC_SYNC_WEBHOOK_SECRET: shared,
      ...variables,
    });
    return diagnose(dir, texts, changes);
  }

  test('a good set-up with all that there is: all green, quickly', async (t) => {
    // That of the tests' Directus reads like words.
    const token = randomBytes(32).toString('base64url');
    const admins = await directus.admin.request('GET', '/users/me?fields=role');
    await directus.admin.createUser({ role: field(admins.data, 'role'), token });
    const redis = whyNoRedis() === undefined ? await startTestRedis() : undefined;
    t.after(() => redis?.close());
    const models = await startModels(t);
    const { cert, key } = await makeCertificate(-1, 90);
    const files = await mkdtemp(join(tmpdir(), 'genie-https-'));
    t.after(() => rm(files, { recursive: true }));
    await writeFile(join(files, 'cert.pem'), cert);
    await writeFile(join(files, 'key.pem'), key, { mode: 0o600 });
    const { report } = await look(t, {
      DIRECTUS_ADMIN_TOKEN: token,
      ENABLE_HTTPS: 'true',
      HTTPS_CERT_PATH: join(files, 'cert.pem'),
      HTTPS_KEY_PATH: join(files, 'key.pem'),
      CAPTION_PROVIDER: 'openai-compatible',
      LLM_BASE_URL: models,
      LLM_MODEL: 'small',
      AUDIT_CHECKPOINT_FILE: join(files, 'checkpoints.jsonl'),
      AUDIT_STREAM_URL: 'https://receiver.example/in',
      AUDIT_STREAM_SECRET: randomBytes(32).toString('base64url'),
      ...(redis === undefined ? {} : { REDIS_URL: redis.url }),
    });
    // Mail servers have a test of their own.
    const looked = report.checks.filter(({ id }) => !id.startsWith('mail.'));
    const others = looked.filter(({ status }) => status !== 'ok');
    assert.deepEqual(
      others.map(({ id, message }) => `${id}: ${message}`),
      redis === undefined
        ? others
            .filter(({ id }) => id.startsWith('redis.'))
            .map(({ id, message }) => `${id}: ${message}`)
        : [],
    );
    t.diagnostic(`${report.counts.ok} checks in ${report.tookMs} ms`);
    assert.ok(report.tookMs < 60_000);
  });

  test('a token that Directus refuses: says what to do about it', async (t) => {
    const { of } = await look(t, { DIRECTUS_ADMIN_TOKEN: `${'0123456789abcdef'.repeat(2)}-wrong` });
    assertFault(of('directus.admin_token'), /refuses the token/, /rotate-admin-token\.md/);
    assert.deepEqual(of('directus.state').waitsFor, ['directus.admin_token']);
  });

  test("the token of somebody who isn't an administrator: says that", async (t) => {
    const token = 'token-of-a-pro-user-4Jx8Lm2Qv7Zc1Rb6';
    await directus.admin.createUser({ token });
    const { of } = await look(t, { DIRECTUS_ADMIN_TOKEN: token });
    assertFault(of('directus.admin_token'), /without admin access/, /token of an administrator/);
  });

  test('another release of Directus: names both', async (t) => {
    const context = { directus: { ...base.directus, versionOf: async () => '11.99.0' } };
    const { of } = await look(t, {}, context);
    assertFault(of('directus.version'), /11\.17\.4.*11\.99\.0/, /npm start/);
  });

  test('clocks that differ: a warning, and a fault from a minute on', async (t) => {
    const ahead = await look(t, {}, { wallClock: () => Date.now() + 20_000 });
    assertFault(ahead.of('directus.clock'), /(19|20|21) s behind/, /NTP/, 'warn');
    const behind = await look(t, {}, { wallClock: () => Date.now() - 600_000 });
    assertFault(behind.of('directus.clock'), /60\d s ahead|599 s ahead/, /NTP/);
  });

  test('a slash behind DIRECTUS_URL: every answer of Directus is as without it', async (t) => {
    const { report } = await look(t, { DIRECTUS_URL: `${directus.url}/` });
    const about = report.checks.filter(({ id }) => /^(port\.)?directus/.test(id));
    const others = about.filter(({ status }) => status !== 'ok');
    assert.ok(about.length > 8);
    assert.deepEqual(
      others.map(({ id, message }) => `${id}: ${message}`),
      [],
    );
  });

  test('credentials sealed with another valid key: counts them; the old key beside it: well', async (t) => {
    const [one, other] = [newTextKey(), newTextKey()];
    const { id: user } = await directus.admin.createUser();
    const rows = await sealDownloads(user, [one, one, one, other, other]);
    const made = await directus.admin.request('POST', '/items/download_credentials', rows);
    assert.equal(made.status, 200, made.text);
    t.after(() =>
      directus.admin.request(
        'DELETE',
        '/items/download_credentials',
        rows.map(({ id }) => id),
      ),
    );
    const lookWith = async (current: TextKey, ...previous: TextKey[]) => {
      const CREDENTIALS_ENC_KEYS_PREVIOUS_B64 = previous.map(({ text }) => text).join(',');
      const keys = { CREDENTIALS_ENC_KEY_B64: current.text, CREDENTIALS_ENC_KEYS_PREVIOUS_B64 };
      return (await look(t, keys)).of('directus.vault_keys');
    };
    assertFault(
      await lookWith(newTextKey()),
      /^5 of 5 stored credentials are sealed with a key that is not set/,
      /back into CREDENTIALS_ENC_KEY_B64/,
    );
    assertFault(await lookWith(other), /^3 of 5 stored credentials are/, /PREVIOUS_B64/);
    const both = await lookWith(other, one);
    assert.deepEqual([both.status, both.fix], ['ok', undefined]);
    assert.match(both.message, /all 5 stored credentials/);
  });

  test('another shared secret than the guard has: says how they become one', async (t) => {
    const { of } = await look(t, { RBAC_SYNC_WEBHOOK_SECRET: `${shared}-another` });
    assertFault(of('directus.guard_secret'), /another secret/, /genie secrets introspection/);
  });

  test('a secret of its own for the guard: that one is tried, and named where it is another', async (t) => {
    const RBAC_SYNC_WEBHOOK_SECRET = `${shared}-another`;
    const own = `string:${introspectionSecretOf(shared)}`;
    const held = await look(t, { RBAC_SYNC_WEBHOOK_SECRET, GENIE_INTROSPECTION_SECRET: own });
    assert.equal(held.of('directus.guard_secret').status, 'ok');
    const { of } = await look(t, {
      GENIE_INTROSPECTION_SECRET: 'another-secret-of-the-guard-0123456',
    });
    assertFault(
      of('directus.guard_secret'),
      /another secret than GENIE_INTROSPECTION_SECRET/,
      /the same GENIE_INTROSPECTION_SECRET/,
    );
  });

  test('rights that somebody changed: lists them, and changes nothing', async (t) => {
    const extra = {
      policy: proPolicy.id,
      collection: 'directus_roles',
      action: 'read',
      fields: ['*'],
    };
    const made = await directus.admin.request('POST', '/permissions', extra);
    await directus.admin.request('PATCH', '/settings', { public_registration: true });
    const before = await snapshot(directus);
    const { of } = await look(t);
    assertFault(of('directus.state'), /differs .* 2 things/, /npm start/);
    assertFault(of('directus.state'), /allows read on directus_roles, which it must not/, /./);
    assertFault(of('directus.state'), /public_registration isn't false/, /./);
    assert.deepEqual(await snapshot(directus), before);
    await directus.admin.request('DELETE', `/permissions/${field(made.data, 'id')}`);
    await directus.admin.request('PATCH', '/settings', { public_registration: false });
    assert.equal((await look(t)).of('directus.state').status, 'ok');
  });

  describe('with public WebSockets, shared records and no secret of the guard', () => {
    let open: TestDirectus;

    before(async () => {
      open = await startTestDirectus({
        env: { WEBSOCKETS_ENABLED: 'true', WEBSOCKETS_REST_AUTH: 'public' },
      });
      await open.admin.createShare();
      const right = { policy: proPolicy.id, collection: 'directus_shares', action: 'create' };
      await open.admin.request('POST', '/permissions', { ...right, fields: ['*'] });
    });
    after(() => open?.stop());

    test('names what opens an advisory', async (t) => {
      const { of } = await look(t, { DIRECTUS_URL: open.url });
      assertFault(of('directus.websockets'), /WEBSOCKETS_REST_AUTH is public/, /SECURITY\.md/);
      assertFault(of('directus.shares'), /Pro allows create on directus_shares/, /SECURITY\.md/);
      assertFault(of('directus.shares'), /A record of shared_\w+ is shared/, /./);
    });

    test('says that a guard without a secret answers no introspection', async (t) => {
      const { of } = await look(t, { DIRECTUS_URL: open.url });
      assertFault(of('directus.guard_secret'), /has no secret/, /genie secrets introspection/);
    });
  });

  test('a Directus whose guards are gone: names them, and skips what they would answer', async (t) => {
    const dir = await mkdtemp(join(tmpdir(), 'genie-no-extensions-'));
    t.after(() => rm(dir, { recursive: true }));
    const bare = await startTestDirectus({
      env: { EXTENSIONS_PATH: dir, EXTENSIONS_MUST_LOAD: 'false' },
    });
    t.after(() => bare.stop());
    const { of } = await look(t, { DIRECTUS_URL: bare.url });
    assertFault(of('directus.guards'), /guard is not there/, /extensions\/ and restart/);
    assert.deepEqual(of('directus.guard_secret').waitsFor, ['directus.guards']);
  });
});

/** Rows of download credentials, each sealed with one of these keys. */
function sealDownloads(user: string, keys: readonly TextKey[]) {
  const at = new Date().toISOString();
  return Promise.all(
    keys.map(async ({ key }, n) => {
      const place = { collection: 'download_credentials', id: randomUUID(), owner: user } as const;
      const encrypted_credentials = await seal(await createKeyring({ current: key }), place, { n });
      const dates = { credentials_updated_at: at, date_created: at };
      const sealed = { encrypted_credentials, credentials_version: 1, seal_count: 1, ...dates };
      return { id: place.id, user, label: `sealed ${n}`, type: 'password', ...sealed };
    }),
  );
}

async function startModels(t: TestContext): Promise<string> {
  const { createServer } = await import('node:http');
  const server = createServer((_, answer) => answer.end('{"data":[{"id":"small"}]}'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/v1`;
}

/** All that a reconciler could change. */
async function snapshot({ admin }: TestDirectus): Promise<unknown[]> {
  const paths = ['permissions', 'policies', 'roles', 'access', 'settings', 'collections', 'fields'];
  const answers = paths.map((path) => admin.request('GET', `/${path}?limit=-1`));
  return (await Promise.all(answers)).map(({ data }) => data);
}
