/** PostgreSQL and Redis over TLS, as deploy/kubernetes/config.yaml has it: with an authority of the operator's own, by a name. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { introspectionSecretOf } from '@genie-helper/environment';
import { at, composeServices, kubernetesObjects, stageOf, type Yaml } from '../docs/deployment.ts';
import { testAdmin } from '../support/directus-settings.ts';
import { root } from '../support/documents.ts';
import { freePort } from '../support/free-port.ts';
import { makeCertificate } from '../support/make-certificate.ts';
import { type OwnPostgres, startOwnPostgres, whyNoOwnPostgres } from '../support/own-postgres.ts';
import { readVariable } from '../support/process-environment.ts';
import { spawnTied } from '../support/spawn-tied.ts';
import { whyNoRedis } from '../support/start-redis.ts';

const skip = whyNoOwnPostgres() ?? whyNoRedis() ?? false;
const sharedSecret = randomBytes(32).toString('base64url');
const metricsToken = randomBytes(32).toString('base64url');

describe('with an authority of the operator', { skip }, () => {
  const running: ChildProcess[] = [];
  const ports = { directus: 0, redis: 0 };
  let dir: string;
  let postgres: OwnPostgres;
  let directusSettings: Record<string, string>;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'genie-tls-'));
    const { cert, key } = await makeCertificate(-1, 1, ['localhost']);
    await writeFile(join(dir, 'ca.crt'), cert);
    await writeFile(join(dir, 'key.pem'), key);
    postgres = await startOwnPostgres({ cert, key });
    await postgres.ask('postgres', 'create database genie');
    ports.directus = await freePort();
    ports.redis = await freePort();
    const map = kubernetesObjects().find(
      (each) => each.kind === 'ConfigMap' && at(each, 'metadata', 'name') === 'genie-directus',
    );
    // The ConfigMap as it stands, with this machine's places.
    directusSettings = {
      ...(map?.data as Record<string, string>),
      DB_HOST: 'localhost',
      DB_PORT: String(postgres.port),
      NODE_EXTRA_CA_CERTS: join(dir, 'ca.crt'),
      DIRECTUS_URL: `http://127.0.0.1:${ports.directus}`,
      TRUST_PROXY: '127.0.0.2',
      SHUTDOWN_DELAY_SECONDS: '0',
    };
    await writeFile(
      join(dir, 'directus.env'),
      `SECRET=${randomBytes(48).toString('base64url')}\nGENIE_INTROSPECTION_SECRET=string:${introspectionSecretOf(sharedSecret)}\n`,
    );
    await writeFile(
      join(dir, 'admin.env'),
      `ADMIN_EMAIL=${testAdmin.email}\nADMIN_PASSWORD=${testAdmin.password}\nDIRECTUS_ADMIN_TOKEN=${testAdmin.token}\n`,
    );
    await writeFile(
      join(dir, 'api.env'),
      `DIRECTUS_ADMIN_TOKEN=${testAdmin.token}\nRBAC_SYNC_WEBHOOK_SECRET=${sharedSecret}\nMETRICS_TOKEN=${metricsToken}\nCREDENTIALS_ENC_KEY_B64=${randomBytes(32).toString('base64')}\nREDIS_URL=rediss://localhost:${ports.redis}\n`,
    );
    const redis = {
      port: '0',
      'tls-port': String(ports.redis),
      'tls-cert-file': join(dir, 'ca.crt'),
      'tls-key-file': join(dir, 'key.pem'),
      'tls-ca-cert-file': join(dir, 'ca.crt'),
      'tls-auth-clients': 'no',
      save: '',
      dir,
    };
    const flags = Object.entries(redis).flatMap(([name, value]) => [`--${name}`, value]);
    running.push(spawnTied('redis-server', flags));
  });
  after(async () => {
    for (const child of running.reverse()) {
      const ended = child.exitCode === null ? once(child, 'exit') : undefined;
      child.kill('SIGKILL');
      await ended;
    }
    await postgres?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  /** The words of a container's command, here. */
  function here(words: readonly string[]): string[] {
    return words.slice(1).map((word) =>
      word
        .replace(/^--env-file=.*\//, `--env-file=${dir}/`)
        .replace('/var/lib/genie-helper', join(dir, 'state'))
        .replace('0.0.0.0', '127.0.0.1'),
    );
  }

  const migrateWords = () =>
    here(at(Object.fromEntries(composeServices()), 'migrate', 'command') as string[]);
  const migrate = (variables: Yaml) =>
    spawnSync(process.execPath, [...migrateWords(), '--port', String(ports.directus)], {
      cwd: root,
      env: { PATH: readVariable('PATH'), ...variables } as Record<string, string>,
      encoding: 'utf8',
    });

  async function start(words: string[], variables: Record<string, string>, url: string) {
    const env = { PATH: readVariable('PATH') ?? '', ...variables };
    const child = spawnTied('env', ['-C', root, process.execPath, ...words], {
      env,
      isHeard: true,
    });
    running.push(child);
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    while (!(await fetch(url).catch(() => undefined))?.ok) {
      assert.equal(child.exitCode, null, said);
      await delay(100);
    }
  }

  test('the database is refused whose certificate nobody vouches for, and so is plain text', async () => {
    const { NODE_EXTRA_CA_CERTS: _authority, ...strangers } = directusSettings;
    const strange = migrate(strangers);
    assert.equal(strange.status, 1);
    assert.match(strange.stderr + strange.stdout, /certificate|DEPTH_ZERO_SELF_SIGNED/i);
    const plain = migrate({ ...directusSettings, DB_SSL: 'false' });
    assert.equal(plain.status, 1);
    assert.equal(
      await postgres.ask(
        'genie',
        'select count(*) from pg_tables where schemaname = current_schema()',
      ),
      '0',
    );
  });

  test('it is migrated and served over TLS', async () => {
    const migrated = migrate(directusSettings);
    assert.equal(migrated.status, 0, migrated.stderr);
    const words = [...here(stageOf('directus').command), '--port', String(ports.directus)];
    await start(words, directusSettings, `http://127.0.0.1:${ports.directus}/server/ping`);
    const encrypted =
      'select bool_and(ssl) from pg_stat_ssl join pg_stat_activity using (pid) where client_addr is not null';
    assert.equal(await postgres.ask('genie', encrypted), 't');
  });

  for (const [what, hasAuthority, up] of [
    ['reaches the Redis that it trusts', true, '1'],
    ['serves without a Redis that it cannot trust', false, '0'],
  ] as const) {
    test(`an API ${what}`, async () => {
      const port = String(await freePort());
      const url = `http://127.0.0.1:${port}`;
      const variables = {
        DIRECTUS_URL: directusSettings.DIRECTUS_URL ?? '',
        SERVER_PORT: port,
        TOKEN_VALIDATION: 'introspect',
        ...(hasAuthority ? { NODE_EXTRA_CA_CERTS: join(dir, 'ca.crt') } : {}),
      };
      await start(here(stageOf('api').command), variables, `${url}/readyz`);
      const headers = { authorization: `Bearer ${metricsToken}` };
      const isUp = async () => {
        const metrics = await (await fetch(`${url}/metrics`, { headers })).text();
        return /^genie_queue_up (\d)$/m.exec(metrics)?.[1];
      };
      // The first answer may come before Redis's. Without an authority there is none, however long one waits.
      for (let asked = 0; asked < (hasAuthority ? 300 : 8) && (await isUp()) !== '1'; asked += 1)
        await delay(100);
      assert.equal(await isUp(), up);
    });
  }
});
