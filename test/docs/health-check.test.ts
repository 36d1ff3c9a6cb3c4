import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { root } from '../support/documents.ts';
import { readVariable } from '../support/process-environment.ts';

const run = promisify(execFile);

/** A container, as far as the check sees one: its processes, an init that is number 1, and a `/tmp` of its own. */
const container = ['--pid', '--fork', '--mount-proc', '--mount', '--net'];
const asked = spawnSync('unshare', [...container, 'true'], { encoding: 'utf8' });
const skip = asked.status === 0 ? false : `no namespaces here: ${asked.error ?? asked.stderr}`;

/** Answers on a port of the container's own network, with the status of its readiness, 503 after SIGUSR2; it says when it listens. */
const program = `
  import { createServer } from 'node:http';
  let readyz = Number(process.argv[2]);
  process.on('SIGUSR2', () => { readyz = 503; });
  createServer((request, response) => {
    response.writeHead(request.url === '/readyz' ? readyz : 200).end();
  }).listen(3001, '127.0.0.1', () => console.log('up'));
`;

describe('the health check of a container', { skip }, () => {
  let dir: string;

  before(async () => {
    // Not below /tmp, which the container has for itself.
    dir = await mkdtemp('/var/tmp/genie-health-');
    await writeFile(join(dir, 'main.ts'), program);
    for (const name of ['node', 'deploy']) await mkdir(join(dir, name));
  });
  after(() => rm(dir, { recursive: true, force: true }));

  /** Runs shell lines in a container with `start <status>`, `freeze`, `check [milliseconds]` `look` and `until_it_ends`. */
  async function runInContainer(lines: string): Promise<string> {
    const url = 'http://127.0.0.1:3001';
    // What it needs of the checkout, which may lie below /tmp.
    const script = `
      mount --bind ${dirname(process.execPath)} ${dir}/node
      mount --bind ${root}/deploy ${dir}/deploy
      mount -t tmpfs none /tmp
      ip link set lo up
      start() {
        node ${dir}/main.ts "$1" > /tmp/up &
        program=$!
        until grep -q up /tmp/up; do kill -0 $program || exit 1; sleep 0.05; done
      }
      freeze() { kill -STOP $program; }
      check() {
        node ${dir}/deploy/health-check.ts ${dir}/main.ts ${url}/readyz ${url}/healthz "$@" > /dev/null
        printf '%s ' $?
      }
      # One that has ended is there until it's waited for, as a zombie.
      lives() { grep -q '^State:[[:space:]]*[^ZX]' /proc/$program/status 2> /dev/null; }
      look() { if lives; then echo lives; else echo ended; fi; }
      until_it_ends() { for _ in $(seq 600); do lives || return 0; sleep 0.1; done; }
      ${lines}
      kill -9 $program 2> /dev/null || true
    `;
    const PATH = `${dir}/node:${readVariable('PATH')}:/usr/sbin:/sbin`;
    const { stdout } = await run('unshare', [...container, 'sh', '-c', script], { env: { PATH } });
    return stdout.trim();
  }

  test('is good while the program is ready', async () => {
    assert.equal(await runInContainer('start 200; check; check; look'), '0 0 lives');
  });

  test('is bad where the program waits for another one, and never ends it', async () => {
    const said = await runInContainer(
      'start 200; check; kill -USR2 $program; check; check; check; check; look',
    );
    assert.equal(said, '0 1 1 1 1 lives');
  });

  test('ends a program that hangs at the third question without an answer', async () => {
    const said = await runInContainer(
      'start 200; check; freeze; check 300; check 300; look; check 300; until_it_ends; look',
    );
    assert.equal(said, '0 1 1 lives\n1 ended');
  });

  test('leaves one alone that has not answered yet', async () => {
    const said = await runInContainer(
      'start 200; freeze; check 300; check 300; check 300; check 300; look',
    );
    assert.equal(said, '1 1 1 1 lives');
  });

  test('begins to count anew with each answer', async () => {
    const said = await runInContainer(
      'start 200; check; freeze; check 300; check 300; kill -CONT $program; check; freeze; check 300; check 300; look',
    );
    assert.equal(said, '0 1 1 0 1 1 lives');
  });
});
