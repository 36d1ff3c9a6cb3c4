/**
 * The images, made from the files that `.dockerignore` lets through and from the modules that npm would install, without a
 * container engine. Each program then runs as an image's does: as its user, with no capability, on a read-only file system.
 */
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { newSecretFiles } from '../../../deploy/make-secrets.ts';
import { readDeployed } from '../../docs/deployment.ts';
import {
  createBuilder,
  linkModules,
  linkTree,
  listContext,
  listOf,
  parseDockerfile,
} from '../../support/dockerfile.ts';
import { root } from '../../support/documents.ts';
import { freePort } from '../../support/free-port.ts';
import { readVariable } from '../../support/process-environment.ts';
import { spawnTied } from '../../support/spawn-tied.ts';

const run = promisify(execFile);
const stages = parseDockerfile(readDeployed('Dockerfile'));
const user = 1000;
const confined = ['--mount', '--ipc'];
const whyNot = spawnSync('unshare', [...confined, 'setpriv', '--version'], { encoding: 'utf8' });
const skip =
  whyNot.status !== 0
    ? `no namespaces here: ${whyNot.error ?? whyNot.stderr}`
    : root.startsWith('/tmp/') && 'the checkout is below /tmp, which each program has for itself';

describe('the images, from their files alone', { skip }, () => {
  let dir: string;
  let images: Record<'api' | 'directus', string>;
  const ports = { api: 0, directus: 0 };
  const running: ReturnType<typeof spawnTied>[] = [];

  before(async () => {
    // Beside the modules, since they are linked; not below /tmp, which each program has for itself.
    dir = await mkdtemp(join(dirname(root), '.genie-images-'));
    await chmod(dir, 0o755);
    for (const file of await listContext(readDeployed('Dockerfile.dockerignore'))) {
      linkTree(join(root, file), join(dir, 'context', file));
    }
    const { stage } = createBuilder({ stages, context: join(dir, 'context'), dir, onRun });
    images = { api: await stage('api'), directus: await stage('directus') };
    await mkdir(join(dir, 'run'));
    for (const [name, text] of Object.entries(newSecretFiles('owner@example.com'))) {
      if (!name.endsWith('.env')) continue;
      // SQLite and no Redis: what a container gets from elsewhere isn't the image's.
      const lines = text.split('\n').filter((line) => !/^(REDIS_URL|DB_PASSWORD)=/.test(line));
      await writeFile(join(dir, 'run', name), lines.join('\n'), { mode: 0o400 });
      await chown(join(dir, 'run', name), user, user);
    }
    ports.api = await freePort();
    ports.directus = await freePort();
  });
  after(async () => {
    for (const child of running) child.kill('SIGKILL');
    await rm(dir, { recursive: true, force: true });
  });

  /** Does a `RUN`: npm's own words by what they do, all else as it stands, in the stage's folder. */
  async function onRun(command: string, { cwd, rootDir }: { cwd: string; rootDir: string }) {
    for (const words of command.split(' && ').map((each) => each.split(/\s+/))) {
      if (words[0] === 'npm' && words[1] === 'ci') {
        await rm(join(cwd, 'node_modules'), { recursive: true, force: true });
        if (words.length > 2) await linkModules(cwd, words.slice(2));
        else await useModules(cwd);
      } else if (words[0] === 'npm' && words[1] === 'run') {
        const { scripts } = JSON.parse(await readFile(join(cwd, 'package.json'), 'utf8'));
        const [program, ...args] = String(scripts[words[2] ?? '']).split(' ');
        assert.equal(program, 'node');
        await run(process.execPath, args, { cwd, maxBuffer: 16_000_000 });
      } else {
        const here = words.map((word) => (word.startsWith('/') ? join(rootDir, word) : word));
        await run(here[0] ?? '', here.slice(1), { cwd });
      }
    }
  }

  /** All modules, for the build: those of others from the checkout, our packages from the stage. */
  async function useModules(cwd: string): Promise<void> {
    for (const folder of ['.', 'apps/console']) {
      const { stdout } = await run('find', [
        join(root, folder, 'node_modules'),
        ...['-mindepth', '1', '-maxdepth', '1', '-not', '-name', '@genie-helper'],
      ]);
      const to = join(cwd, folder, 'node_modules');
      await mkdir(to, { recursive: true });
      for (const path of stdout.trim().split('\n')) {
        await symlink(path, join(to, path.split('/').at(-1) ?? ''));
      }
    }
    linkTree(join(root, 'node_modules/@genie-helper'), join(cwd, 'node_modules/@genie-helper'));
  }

  /** The words of a container's command, with this test's places in those of the image. */
  function confine(image: string, words: readonly string[]): string[] {
    const state = join(image, 'var/lib/genie-helper');
    const [program, ...rest] = words.map((word) =>
      word
        .replace('/run/genie/', `${dir}/run/`)
        .replace('/var/lib/genie-helper', state)
        .replace('0.0.0.0', '127.0.0.1'),
    );
    assert.equal(program, 'node');
    const own = `mount -t tmpfs -o mode=1777 none /tmp
      [ ! -d ${state}/data ] || mount --bind ${state}/data ${state}/data
      mount -o remount,ro,bind /
      cd ${image}/app
      exec setpriv --reuid ${user} --regid ${user} --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all "$@"`;
    return [...confined, 'sh', '-euc', own, 'sh', process.execPath, ...rest];
  }

  function environmentOf(name: 'api' | 'directus'): Record<string, string> {
    return {
      PATH: `/usr/local/bin:/usr/bin:/bin:${readVariable('PATH')}`,
      NODE_ENV: 'production',
      DIRECTUS_URL: `http://127.0.0.1:${ports.directus}`,
      ...(name === 'api' ? { SERVER_PORT: String(ports.api), TOKEN_VALIDATION: 'introspect' } : {}),
    };
  }

  async function start(name: 'api' | 'directus', words: string[], url: string): Promise<void> {
    const env = environmentOf(name);
    const child = spawnTied('unshare', confine(images[name], words), { env, isHeard: true });
    running.push(child);
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    while ((await statusOf(url)) !== 200) {
      assert.equal(child.exitCode, null, said);
      await delay(100);
    }
  }

  test('each says under which licence it may be used', () => {
    for (const image of Object.values(images)) assert.ok(existsSync(join(image, 'app/LICENSE')));
  });

  test('neither has a test, a secret, or a module that only development needs', async () => {
    const { stdout } = await run('find', [
      join(images.api, 'app'),
      join(images.directus, 'app'),
      ...['-path', '*/node_modules', '-prune', '-o', '-type', 'f', '-print'],
    ]);
    const files = stdout.split('\n');
    assert.ok(files.length > 200);
    assert.deepEqual(
      files.filter((file) => /\/test\/|\.test\.ts$|\.env$|\.log$/.test(file)),
      [],
    );
    for (const image of Object.values(images)) {
      for (const name of ['playwright-core', '@biomejs/biome']) {
        const manifest = join(image, 'app/node_modules', name, 'package.json');
        assert.ok(existsSync(join(root, 'node_modules', name)));
        assert.equal(existsSync(manifest), false, manifest);
      }
    }
  });

  test('Directus migrates a new database and serves, as user 1000 on a read-only root', async () => {
    const directus = stages.find(({ name }) => name === 'directus');
    assert.ok(directus);
    const command = listOf(directus, 'CMD');
    // As compose.yaml's "migrate": the same program, another word, the administrator's secrets besides.
    const at = command.indexOf('start');
    const migrate = [...command.slice(0, at), 'migrate', ...command.slice(at + 1, at + 3)];
    migrate.splice(2, 0, '--env-file=/run/genie/admin.env');
    const port = ['--port', String(ports.directus)];
    const env = environmentOf('directus');
    const ended = await run('unshare', confine(images.directus, [...migrate, ...port]), { env });
    assert.match(ended.stdout, /Schema and roles: \d+ changes/);
    await start(
      'directus',
      [...command, ...port],
      `http://127.0.0.1:${ports.directus}/server/ping`,
    );
  });

  test('the API is alive and ready, and has the console', async () => {
    const api = stages.find(({ name }) => name === 'api');
    assert.ok(api);
    const url = `http://127.0.0.1:${ports.api}`;
    await start('api', listOf(api, 'CMD'), `${url}/healthz`);
    while ((await statusOf(`${url}/readyz`)) !== 200) await delay(100);
    const page = await fetch(url, { headers: { accept: 'text/html' } });
    assert.match(await page.text(), /<div id="root"/);
    const email = `${randomBytes(6).toString('hex')}@example.com`;
    const body = JSON.stringify({ email, password: 'quiet-harbour-42' });
    const headers = { 'content-type': 'application/json' };
    const registered = await fetch(`${url}/api/register`, { method: 'POST', headers, body });
    assert.equal(registered.status, 201, await registered.text());
  });

  test('the health checks of compose.yaml find their program in the images', async () => {
    for (const [name, image] of Object.entries(images)) {
      const checks = readDeployed('compose.yaml').matchAll(
        /test: \[CMD, node, (\S+), (\S+), .*:(\d+)\//g,
      );
      const port = name === 'api' ? '3001' : '8055';
      const [, script, program] = [...checks].find((match) => match[3] === port) ?? [];
      for (const file of [script, program]) {
        await readFile(join(image, 'app', file ?? 'named nowhere'));
      }
    }
  });
});

async function statusOf(url: string): Promise<number | undefined> {
  return await fetch(url).then(
    async (answer) => {
      await answer.arrayBuffer();
      return answer.status;
    },
    () => undefined,
  );
}
