/**
 * The commands of the pages for operators, typed as they stand. Whatever needs a cluster, a container engine or systemd meets a
 * stand-in that knows what deploy/ has (operator-tools.ts).
 */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { compileCache } from '../support/directus-settings.ts';
import { findDocuments, root } from '../support/documents.ts';
import { findBlocks } from '../support/markdown.ts';
import { readVariable } from '../support/process-environment.ts';
import { findCommands, howCommandsAreTried } from './commands.ts';
import { createOperatorTools } from './operator-tools.ts';

const run = promisify(execFile);
const pages = findDocuments().filter((name) => /^docs\/(how-to|runbooks)\/|^deploy\//.test(name));
const read = (page: string) => readFile(join(root, page), 'utf8');

test('every command on a page for operators is tried by a test, or is known not to be', async () => {
  const unknown: string[] = [];
  const met = new Set<number>();
  for (const page of pages) {
    for (const command of findCommands(await read(page), ['text'])) {
      const index = howCommandsAreTried.findIndex(
        ({ pattern, on }) => pattern.test(command) && (on === undefined || on === page),
      );
      if (index === -1) unknown.push(`${page}: ${command}`);
      met.add(index);
    }
  }
  assert.deepEqual(unknown, [], 'run it in a test, and say which one in test/docs/commands.ts');
  const unused = howCommandsAreTried.filter((_each, index) => !met.has(index));
  assert.deepEqual(
    unused.map(({ pattern }) => String(pattern)),
    [],
  );
});

/** A checkout with the stand-ins first in its path, and what was done in it so far. */
async function openShell(t: TestContext): Promise<(script: string) => Promise<string>> {
  const dir = await mkdtemp(join(tmpdir(), 'genie-operator-'));
  t.after(() => rm(dir, { recursive: true, force: true }));
  const [bin, checkout] = [join(dir, 'bin'), join(dir, 'checkout')];
  await mkdir(bin);
  await cp(join(root, 'deploy'), join(checkout, 'deploy'), { recursive: true });
  for (const name of ['apps', 'packages', 'node_modules', 'package.json']) {
    await symlink(join(root, name), join(checkout, name));
  }
  const node = process.execPath;
  const calls = join(dir, 'calls');
  const standIns: Record<string, string> = {
    sudo: 'exec "$@"',
    // Only that the files are there: who they belong to is the machine's affair.
    chown: 'shift; ls "$@" > /dev/null',
    npx: `[ "$1" = node ] && shift && exec ${node} "$@"`,
    git: '[ "$1" = describe ] && echo abc1234',
    // What it says of the configuration is in proxy-checks.test.ts.
    nginx: '[ "$*" = -t ]',
  };
  for (const name of ['kubectl', 'docker', 'systemctl', 'journalctl']) {
    standIns[name] = `{ printf '%s' ${name}; printf '\t%s' "$@"; echo; } >> ${calls}`;
  }
  for (const [name, script] of Object.entries(standIns)) {
    await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(bin, name), 0o755);
  }
  const path = `${bin}:${dirname(node)}:${readVariable('PATH')}`;
  const env = { ...compileCache(), PATH: path, HOME: dir };
  const tools = createOperatorTools(checkout);
  return async (script) => {
    await writeFile(calls, '');
    const { stdout } = await run('sh', ['-euc', script], { cwd: checkout, env });
    for (const call of (await readFile(calls, 'utf8')).split('\n').filter((each) => each !== '')) {
      const [program = '', ...words] = call.split('\t');
      tools.run(program, words);
    }
    return stdout;
  };
}

/** The blocks of shell on a page whose text has a word, in their order. */
async function blocksOf(page: string, word: RegExp): Promise<string[]> {
  const blocks = findBlocks(await read(page)).filter(({ language }) => language === 'sh');
  return blocks.map(({ text }) => text).filter((text) => word.test(text));
}

const deployPage = 'docs/how-to/deploy.md';
const makeSecrets = 'npx node deploy/make-secrets.ts deploy/secrets owner@example.com';
const secretsOfDocker = "echo 'GENIE_SITE=genie.example.com' > deploy/secrets/site.env";

/** A shell after the first installation that the page describes. */
async function openInstalled(t: TestContext, kind: 'docker' | 'kubernetes') {
  const type = await openShell(t);
  await type(makeSecrets);
  // Made by the operator's own authority.
  await type('touch deploy/secrets/ca.crt');
  const [first = ''] = await blocksOf(
    deployPage,
    kind === 'docker' ? /docker compose .* up/ : /kubectl apply -k/,
  );
  await type(first);
  return type;
}

describe('with Kubernetes', () => {
  test('deploy.md: the first installation, the authority, a new secret, a server, a command', async (t) => {
    const type = await openInstalled(t, 'kubernetes');
    const more = (await blocksOf(deployPage, /kubectl/)).slice(1);
    assert.equal(more.length, 4);
    for (const block of more) await type(block);
    // The command a second time, since a Job can't be changed.
    await type(more.at(-1) ?? '');
  });

  test('upgrade-several-machines.md, twice', async (t) => {
    const type = await openInstalled(t, 'kubernetes');
    const blocks = await blocksOf('docs/runbooks/upgrade-several-machines.md', /kubectl/);
    assert.equal(blocks.length, 3);
    for (const block of [...blocks, ...blocks]) await type(block);
  });

  test('restore-several-machines.md', async (t) => {
    const type = await openInstalled(t, 'kubernetes');
    const blocks = await blocksOf('docs/runbooks/restore-several-machines.md', /kubectl/);
    assert.equal(blocks.length, 2);
    for (const block of blocks) await type(block);
  });

  test('what would go wrong in a cluster goes wrong here', async (t) => {
    const type = await openInstalled(t, 'kubernetes');
    for (const [wrong, why] of [
      ['kubectl logs deployment/directus', /no namespace/],
      ['kubectl logs --namespace genie-helper deployment/directsu', /there is no deployment/],
      ['kubectl apply -f deploy/kubernetes/network-policies.yaml', /into another namespace/],
      ['kubectl delete job genie-migrate', /no namespace/],
      ['kubectl apply -f deploy/kubernetes/migrate-job.yaml', /a Job can't be changed/],
      [
        'kubectl delete job genie-migrate -n genie-helper; kubectl apply -f deploy/kubernetes/migrate-job.yaml',
        /a Directus still runs/,
      ],
      ['docker compose -f deploy/compose.yaml logs apis', /there is no service apis/],
      ['systemctl start genie-helper-migration', /there is no unit/],
      ["systemctl enable --now 'genie-helper-api@*'", /a pattern/],
    ] as const) {
      await assert.rejects(type(wrong), why, wrong);
    }
  });
});

describe('with Docker', () => {
  test('upgrade-several-machines.md: the release gets a tag, which stays for every command', async (t) => {
    const type = await openInstalled(t, 'docker');
    for (const block of await blocksOf('docs/runbooks/upgrade-several-machines.md', /docker/)) {
      await type(block);
    }
    assert.equal(await type('cat deploy/.env'), 'GENIE_VERSION=abc1234\n');
  });

  test('deploy.md: the name of the site is what the proxy reads', async (t) => {
    const type = await openInstalled(t, 'docker');
    assert.match(await type('cat deploy/secrets/site.env'), /^GENIE_SITE=genie\.example\.com$/m);
    assert.ok((await read(deployPage)).includes(secretsOfDocker));
    const tools = await blocksOf(deployPage, /docker compose .* run/);
    assert.equal(tools.length, 1);
    for (const block of tools) await type(block);
  });
});

test('the small ones: a token, a mode, a user and a database, a search', async (t) => {
  const type = await openShell(t);
  const pageHas = async (page: string, command: string) =>
    assert.ok((await read(page)).includes(command), command);
  await pageHas('docs/how-to/monitor.md', 'openssl rand -base64 36');
  assert.match(await type('openssl rand -base64 36'), /^[\w+/]{48}$/m);
  await pageHas('docs/how-to/back-up-and-restore.md', 'chmod 600 .env');
  assert.equal(await type('touch .env; chmod 600 .env; stat -c %a .env'), '600\n');
  const search = "grep -rn '11\\.17' --include='*.md' .";
  await pageHas('docs/how-to/upgrade-directus.md', search);
  assert.equal(await type(`${search} || true`), '');
  for (const [program, option] of [
    ['createuser', '--pwprompt'],
    ['createdb', '--owner='],
  ] as const) {
    await pageHas('docs/how-to/move-to-postgres.md', `${program} ${option}`);
    const help = await type(`${program} --help 2> /dev/null || echo none`);
    if (help !== 'none\n') assert.ok(help.includes(option), help);
  }
});

for (const page of pages) {
  const commands = findCommands(readFileSync(join(root, page), 'utf8'), ['sh', 'text']).filter(
    (command) => /^(sudo )?(docker compose|kubectl|nginx|systemctl|journalctl) /.test(command),
  );
  if (commands.length === 0) continue;
  test(`${page}: each of its ${commands.length} commands for servers, by itself`, async (t) => {
    const docker = await openInstalled(t, 'docker');
    const cluster = await openInstalled(t, 'kubernetes');
    for (const command of commands) {
      // What belongs together in an order is tried in it, above.
      if (/kubectl (apply|create|delete|wait|scale)|pg_|psql|createdb/.test(command)) continue;
      const type = command.includes('kubectl') ? cluster : docker;
      await (/job\/genie-command/.test(command) ? undefined : type(command));
    }
  });
}
