import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { testDirectusSettings } from '../../test/support/directus-settings.ts';
import { ensureTemplate } from '../../test/support/directus-template.ts';
import { freePort } from '../../test/support/free-port.ts';
import { setVariable } from '../../test/support/process-environment.ts';
import { startTestDirectus } from '../../test/support/start-directus.ts';
import {
  bootstrapDirectus,
  type DirectusSettings,
  DirectusStartError,
  startDirectus,
} from '../src/index.ts';

async function settingsOn(t: TestContext, port: number): Promise<DirectusSettings> {
  const dataDir = await mkdtemp(join(tmpdir(), 'genie-process-'));
  t.after(() => rm(dataDir, { recursive: true, force: true }));
  const settings = testDirectusSettings(dataDir, port);
  await writeFile(join(dataDir, 'directus.db'), await readFile(await ensureTemplate()));
  return settings;
}

/** Whether a process is there and more than a zombie. */
async function isRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    return !/\) [ZX] /.test(stat);
  } catch {
    return false;
  }
}

async function untilGone(pid: number): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (await isRunning(pid)) {
    assert.ok(performance.now() < deadline, `process ${pid} is still there`);
    await delay(50);
  }
}

/** The processes whose command line mentions `text`. */
async function processesWith(text: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const matches = await Promise.all(
    pids.map(async (pid) => {
      const environ = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      return environ.includes(text) ? [pid] : [];
    }),
  );
  return matches.flat();
}

describe('a running Directus', () => {
  test('logs JSON alone, carries none of our variables, answers, and is gone after stop', async (t) => {
    setVariable(t, 'CREDENTIALS_MASTER_KEY_TEST', 'must-not-leak');
    const lines: string[] = [];
    const directus = await startTestDirectus({
      env: { LOG_LEVEL: 'info' },
      onLine: (line) => lines.push(line),
    });
    // Nothing warns of too many that wait for one event.
    assert.ok(lines.length > 0);
    for (const line of lines) assert.equal(typeof JSON.parse(line), 'object', line);
    const { url } = directus;
    const { pid } = directus.process;
    const environ = await readFile(`/proc/${pid}/environ`, 'utf8');
    assert.equal(environ.includes('must-not-leak'), false);
    assert.equal(environ.includes(directus.adminToken), false);
    const answer = await fetch(`${url}/server/ping`);
    assert.equal(await answer.text(), 'pong');
    // Longer than clients and load balancers let a connection rest, so that none meets its end.
    assert.equal(answer.headers.get('keep-alive'), 'timeout=65');
    await directus.stop();
    assert.equal(await isRunning(pid), false);
    await assert.rejects(fetch(`${url}/server/ping`));
  });

  test('ends when its parent is killed', async (t) => {
    const settings = await settingsOn(t, await freePort());
    const script = join(import.meta.dirname, 'fixtures', 'start-and-wait.ts');
    const parent = spawn(process.execPath, [script, JSON.stringify(settings)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(createInterface({ input: parent.stdout }), 'line');
    const pid = Number(line);
    assert.equal(await isRunning(pid), true);
    parent.kill('SIGKILL');
    await untilGone(pid);
  });

  test('ends when its parent is killed while it starts', async (t) => {
    const settings = await settingsOn(t, await freePort());
    const script = join(import.meta.dirname, 'fixtures', 'start-and-wait.ts');
    const parent = spawn(process.execPath, [script, JSON.stringify(settings)], {
      stdio: 'ignore',
    });
    let pids: string[] = [];
    while (pids.length === 0) pids = await processesWith(`${settings.dataDir}/uploads`);
    parent.kill('SIGKILL');
    for (const pid of pids) await untilGone(Number(pid));
  });
});

describe('a start that fails', () => {
  test('names the port that another program listens on, even one that answers like Directus', async (t) => {
    const other = createServer((_request, response) => response.end('pong'));
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    t.after(() => other.close());
    const { port } = other.address() as AddressInfo;
    const settings = await settingsOn(t, port);
    await assert.rejects(startDirectus(settings), (error) => {
      assert.ok(error instanceof DirectusStartError);
      assert.equal(error.code, 'directus.port_in_use');
      assert.match(error.message, new RegExp(`port ${port} on 127\\.0\\.0\\.1 is already in use`));
      return true;
    });
    assert.deepEqual(await processesWith(settings.dataDir), []);
  });

  test('says that Directus stopped, with its last lines, and leaves nothing running', async (t) => {
    const settings = await settingsOn(t, await freePort());
    await writeFile(join(settings.dataDir, 'directus.db'), 'this is not a database');
    await assert.rejects(startDirectus(settings), (error) => {
      assert.ok(error instanceof DirectusStartError);
      assert.equal(error.code, 'directus.exited');
      assert.match(
        error.message,
        /^Directus stopped while starting \(code 1\)\. It said: .*not a data/,
      );
      assert.ok(error.logLines.some((line) => line.includes('file is not a database')));
      return true;
    });
    assert.deepEqual(await processesWith(settings.dataDir), []);
  });

  test('says which database bootstrap could not prepare', async (t) => {
    const settings = await settingsOn(t, await freePort());
    const filename = join(settings.dataDir, 'directus.db');
    await writeFile(filename, 'this is not a database');
    await assert.rejects(bootstrapDirectus(settings), (error) => {
      assert.ok(error instanceof DirectusStartError);
      assert.equal(error.code, 'directus.bootstrap_failed');
      assert.ok(error.message.includes(filename));
      assert.match(error.message, /: SQLITE_NOTADB: file is not a database\.$/);
      assert.ok(error.logLines.every((line) => !/^\s+at |^\}|select /.test(line)));
      return true;
    });
  });

  test('says which folder can not be made, under /proc too', { timeout: 60_000 }, async (t) => {
    const settings = await settingsOn(t, await freePort());
    const database = { client: 'sqlite3', filename: '/proc/nothing/directus.db' } as const;
    await assert.rejects(bootstrapDirectus({ ...settings, database }), {
      code: 'directus.no_folder',
      message: /^The folder \/proc\/nothing can't be made \(ENOENT\)\./,
    });
  });

  test('refuses to run without the login limit', async (t) => {
    const settings = await settingsOn(t, await freePort());
    const extraEnvironment = { LOGIN_LIMIT_ACCOUNT_FAILURES: 'many' };
    await assert.rejects(startDirectus({ ...settings, extraEnvironment }), (error) => {
      assert.ok(error instanceof DirectusStartError);
      assert.match(error.message, /LOGIN_LIMIT_ACCOUNT_FAILURES/);
      assert.ok(error.logLines.some((line) => line.includes('LOGIN_LIMIT_ACCOUNT_FAILURES')));
      return true;
    });
  });

  test('stops at its deadline and when it is aborted, leaving nothing running', async (t) => {
    const settings = await settingsOn(t, await freePort());
    await assert.rejects(startDirectus(settings, { deadlineMs: 200 }), {
      code: 'directus.start_timeout',
    });
    const abort = new AbortController();
    const started = startDirectus(settings, { signal: abort.signal });
    setTimeout(() => abort.abort(new Error('Ctrl-C')), 300);
    await assert.rejects(started, { message: 'Ctrl-C' });
    assert.deepEqual(await processesWith(settings.dataDir), []);
  });
});
