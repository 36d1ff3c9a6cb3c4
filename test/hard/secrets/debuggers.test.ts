/** Whoever can send a signal or set a variable must not thereby read a process's memory. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts, temporaryDir } from '../../../apps/cli/test/support/installation.ts';
import { processesIn } from '../../../apps/cli/test/support/run-genie.ts';

const root = resolve(import.meta.dirname, '../../..');

test('npm start: no process dumps its memory, and none opens a debugger on SIGUSR1', async (t) => {
  const dir = await temporaryDir(t);
  const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    scripts: { start: string };
  };
  const command = `${scripts.start} --dir ${dir}`;
  const env = { ...(await freePorts()), PATH: `${join(root, 'node_modules/.bin')}:/usr/bin:/bin` };
  const started = spawn('sh', ['-c', command], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.after(() => started.kill('SIGKILL'));
  let output = '';
  for (const stream of [started.stdout, started.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  while (!output.includes('Ctrl-C stops both')) {
    assert.equal(started.exitCode, null, output);
    await sleep(100);
  }

  const pids = [started.pid ?? 0, ...(await processesIn(dir))];
  assert.ok(pids.length >= 3, 'the command, Directus and the API');
  for (const pid of pids) {
    const limits = await readFile(`/proc/${pid}/limits`, 'utf8');
    assert.match(limits, /Max core file size\s+0\s+0\s/);
    process.kill(pid, 'SIGUSR1');
  }
  await sleep(1_000);
  for (const pid of pids) process.kill(pid, 0);
  const written = await Promise.all(
    ['api', 'directus'].map((name) => readFile(join(dir, `data/logs/${name}.log`), 'utf8')),
  );
  assert.ok(![output, ...written].some((text) => text.includes('Debugger listening')));
  started.kill('SIGINT');
  await once(started, 'exit');
});

for (const [how, args, options] of [
  ['a flag', ['--inspect=127.0.0.1:0'], {}],
  ['NODE_OPTIONS', [], { NODE_OPTIONS: '--inspect=127.0.0.1:0' }],
] as const) {
  test(`the API doesn't start with a debugger open by ${how}`, async () => {
    const main = join(root, 'apps/api/src/main.ts');
    const started = spawn(process.execPath, [...args, main], {
      env: { ...options },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    started.stderr.setEncoding('utf8').on('data', (text) => {
      said += text;
    });
    const [code] = await once(started, 'close');
    assert.equal(code, 1);
    assert.match(said, /A debugger can attach/);
  });
}
