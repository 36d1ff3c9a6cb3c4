import assert from 'node:assert/strict';
import { type ChildProcess, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { introspectionSecretOf } from '@genie-helper/environment';
import knex, { type Knex } from 'knex';
import { whyNoPostgres } from '../../extensions/guard/test/support/postgres.ts';
import {
  at,
  composeServices,
  execStartOf,
  kubernetesObjects,
  stageOf,
} from '../docs/deployment.ts';
import { createTestDirectusClient } from '../support/directus-client.ts';
import { testAdmin } from '../support/directus-settings.ts';
import { root } from '../support/documents.ts';
import { freePort } from '../support/free-port.ts';
import { findBlocks } from '../support/markdown.ts';
import { readVariable } from '../support/process-environment.ts';
import { spawnTied } from '../support/spawn-tied.ts';
import { startTestRedis, type TestRedis, whyNoRedis } from '../support/start-redis.ts';

const skip = whyNoPostgres() ?? whyNoRedis() ?? false;
const server = { host: '127.0.0.1', port: 5432, user: 'postgres' };
const sharedSecret = randomBytes(32).toString('base64url');
const secrets = {
  api: {
    DIRECTUS_ADMIN_TOKEN: testAdmin.token,
    RBAC_SYNC_WEBHOOK_SECRET: sharedSecret,
    CREDENTIALS_ENC_KEY_B64: randomBytes(32).toString('base64'),
  },
  directus: {
    SECRET: randomBytes(48).toString('base64url'),
    GENIE_INTROSPECTION_SECRET: `string:${introspectionSecretOf(sharedSecret)}`,
  },
  admin: {
    ADMIN_EMAIL: testAdmin.email,
    ADMIN_PASSWORD: testAdmin.password,
    DIRECTUS_ADMIN_TOKEN: testAdmin.token,
  },
};

/** One database, one Redis, two Directus and two APIs: one of each as a unit starts it, one as an image does. */
describe('what deploy/ starts, run as it stands', { skip }, () => {
  const database = `genie_deploy_test_${randomBytes(6).toString('hex')}`;
  const told = {
    DB_CLIENT: 'pg',
    DB_HOST: server.host,
    DB_DATABASE: database,
    DB_USER: server.user,
  };
  const running: ChildProcess[] = [];
  let dir: string;
  let directusUrl: string;
  let redis: TestRedis;
  let postgres: Knex;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'genie-deploy-'));
    postgres = knex({ client: 'pg', connection: { ...server, database: 'postgres' } });
    await postgres.raw('CREATE DATABASE ??', [database]);
    redis = await startTestRedis();
    const files = { ...secrets, api: { ...secrets.api, REDIS_URL: redis.url } };
    for (const [name, variables] of Object.entries(files)) {
      const lines = Object.entries(variables).map(([key, value]) => `${key}=${value}\n`);
      await writeFile(join(dir, `${name}.env`), lines.join(''), { mode: 0o400 });
    }
  });
  after(async () => {
    for (const child of running) child.kill('SIGKILL');
    await redis?.close();
    await postgres?.raw('DROP DATABASE IF EXISTS ?? WITH (FORCE)', [database]);
    await postgres?.destroy();
    await rm(dir, { recursive: true, force: true });
  });

  /** The words of a command, with this machine's places in those of a server. */
  function here(words: readonly string[]): string[] {
    const [program, ...rest] = words.map((word) =>
      word
        .replace(/^--env-file=.*\//, `--env-file=${dir}/`)
        .replace('/var/lib/genie-helper', join(dir, 'state'))
        .replace('0.0.0.0', '127.0.0.1'),
    );
    assert.match(program ?? '', /^(\/opt\/genie-helper\/node_modules\/node\/bin\/)?node$/);
    return ['-C', root, process.execPath, ...rest];
  }

  function start(words: readonly string[], variables: Record<string, string>): ChildProcess {
    const env = { PATH: readVariable('PATH') ?? '', NODE_ENV: 'production', ...variables };
    return spawnTied('env', here(words), { env, isHeard: true });
  }

  async function startServer(
    words: readonly string[],
    variables: Record<string, string>,
    url: string,
  ) {
    const child = start(words, variables);
    running.push(child);
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    while ((await statusOf(url)) !== 200) {
      assert.equal(child.exitCode, null, said);
      await delay(100);
    }
    return child;
  }

  async function end(child: ChildProcess): Promise<unknown> {
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    return (await exited)[0];
  }

  test('migrate makes the database, and does nothing the second time', async () => {
    const compose = at(Object.fromEntries(composeServices()), 'migrate', 'command') as string[];
    for (const words of [execStartOf('genie-helper-migrate.service'), compose]) {
      const port = String(await freePort());
      const args = [...here(words), '--port', port];
      const env = { PATH: readVariable('PATH') ?? '', ...told };
      const run = spawnSync('env', args, { env, encoding: 'utf8' });
      assert.equal(run.status, 0, run.stderr);
      assert.match(run.stdout, words === compose ? /nothing to change/ : /: [1-9]\d* changes/);
    }
  });

  test('two Directus and two APIs are ready, and are one system', async () => {
    const [portA, portB, apiA, apiB] = [
      await freePort(),
      await freePort(),
      String(await freePort()),
      String(await freePort()),
    ];
    const [directusA, directusB] = [`http://127.0.0.1:${portA}`, `http://127.0.0.1:${portB}`];
    const proxy = { TRUST_PROXY: '127.0.0.2' };
    const unit = execStartOf('genie-helper-directus.service');
    const image = stageOf('directus').command;
    const serve = (words: string[], port: number, url: string) =>
      startServer(
        [...words, '--port', String(port)],
        { ...told, ...proxy, DIRECTUS_URL: url },
        `${url}/server/ping`,
      );
    directusUrl = directusA;
    await serve(unit, portA, directusA);
    await serve(image, portB, directusB);
    const api = (words: string[], port: string, url: string) =>
      startServer(
        words,
        { ...proxy, SERVER_PORT: port, DIRECTUS_URL: url, TOKEN_VALIDATION: 'introspect' },
        `http://127.0.0.1:${port}/readyz`,
      );
    await api(execStartOf('genie-helper-api@.service'), apiA, directusA);
    await api(stageOf('api').command, apiB, directusB);

    const { email, password } = await createTestDirectusClient(
      directusA,
      testAdmin.token,
    ).createUser();
    const client = createTestDirectusClient(directusB, testAdmin.token);
    const { accessToken, refreshToken } = await client.login(email, password);
    const me = (port: string) => statusOf(`http://127.0.0.1:${port}/api/me`, accessToken);
    assert.deepEqual([await me(apiA), await me(apiB)], [200, 200]);
    await client.request('POST', '/auth/logout', { refresh_token: refreshToken });
    assert.deepEqual([await me(apiA), await me(apiB)], [401, 401]);
    await assertHealthy({ api: `127.0.0.1:${apiB}`, directus: `127.0.0.1:${portB}` });
  });

  test('genie works there with the variables of the API', async () => {
    const page = await readFile(join(root, 'docs/how-to/deploy.md'), 'utf8');
    const block = findBlocks(page).find(({ text }) =>
      text.includes('--env-file=/etc/genie-helper/api.env'),
    );
    const genie = at(Object.fromEntries(composeServices()), 'genie', 'entrypoint') as string[];
    const job = kubernetesObjects().find(
      (each) => at(each, 'metadata', 'name') === 'genie-command',
    );
    const command = at(job, 'spec', 'template', 'spec', 'containers', 0, 'command') as string[];
    const onPage = block?.text.trim().replace('npx ', '').split(' ') ?? [];
    for (const words of [onPage, [...genie, 'credentials', 'status'], command]) {
      const env = { PATH: readVariable('PATH') ?? '', DIRECTUS_URL: directusUrl };
      const run = spawnSync('env', here(words), { env, encoding: 'utf8' });
      assert.equal(run.status, 0, run.stderr);
    }
  });

  test('no secret is on a command line or among the variables that a process was started with', async () => {
    assert.equal(running.length, 4);
    const values = Object.values(secrets).flatMap((each) => Object.values(each));
    for (const child of running) {
      for (const file of ['cmdline', 'environ']) {
        const shown = await readFile(`/proc/${child.pid}/${file}`, 'utf8');
        assert.deepEqual(
          values.filter((value) => shown.includes(value)),
          [],
        );
      }
    }
  });

  test('all end with 0 when they are told to', async () => {
    const children = running.splice(0).reverse();
    for (const child of children) assert.equal(await end(child), 0);
  });
});

/** Runs the health checks of compose.yaml, on other ports. */
async function assertHealthy(places: Record<'api' | 'directus', string>): Promise<void> {
  const services = Object.fromEntries(composeServices());
  for (const [name, place] of Object.entries(places)) {
    const [kind, program, ...args] = at(services, name, 'healthcheck', 'test') as string[];
    assert.deepEqual([kind, program], ['CMD', 'node']);
    const status = (to: string) =>
      spawnSync(
        process.execPath,
        args.map((arg) => arg.replace(/127\.0\.0\.1:\d+/, to)),
        { cwd: root },
      ).status;
    assert.equal(status(place), 0);
    assert.equal(status(`127.0.0.1:${await freePort()}`), 1);
  }
}

async function statusOf(url: string, token?: string): Promise<number | undefined> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return await fetch(url, { headers }).then(
    async (answer) => {
      await answer.arrayBuffer();
      return answer.status;
    },
    () => undefined,
  );
}
