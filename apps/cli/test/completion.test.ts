import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { temporaryDir } from './support/installation.ts';
import { runInProcess } from './support/run-in-process.ts';

const hasShell = (shell: string) => spawnSync(shell, ['-c', 'exit 0']).status === 0;
const cases: readonly (readonly [line: string, expected: string[]])[] = [
  ['genie d', ['doctor', 'directus', 'data']],
  ['genie data ', ['status', 'prune', 'backup', 'help', '--help']],
  ['genie directus m', ['migrate']],
  ['genie c', ['credentials', 'clients', 'completion']],
  ['genie clients ', ['create', 'list', 'rotate', 'end', 'help', '--help']],
  [
    'genie users ',
    ['create-admin', 'sign-out-everywhere', 'two-factor-off', 'deletions', 'help', '--help'],
  ],
  ['genie users s', ['sign-out-everywhere']],
  ['genie secrets new m', ['master-key']],
  ['genie doctor --', ['--dir', '--json', '--help']],
  ['genie doctor --dir users u', []],
  ['genie openapi --o', ['--output']],
  ['genie completion ', ['bash', 'zsh', 'fish', '--help']],
];

async function scriptIn(t: TestContext, shell: string) {
  const dir = await temporaryDir(t);
  const { code, out } = await runInProcess(['completion', shell]);
  assert.equal(code, 0);
  const path = join(dir, 'genie');
  await writeFile(path, out);
  await mkdir(join(dir, 'folder with spaces'));
  await writeFile(join(dir, 'file'), '');
  return { dir, path };
}

test('bash completes commands, options and values', { skip: !hasShell('bash') }, async (t) => {
  const { dir, path } = await scriptIn(t, 'bash');
  for (const [line, expected] of cases) {
    assert.deepEqual(await inBash(dir, path, line.split(' ')), expected, line);
  }
});

test('bash completes folders after --dir, files after --output', {
  skip: !hasShell('bash'),
}, async (t) => {
  const { dir, path } = await scriptIn(t, 'bash');
  const folders = await inBash(dir, path, ['genie', 'doctor', '--dir', '']);
  assert.deepEqual(folders, ['folder with spaces']);
  const files = await inBash(dir, path, ['genie', 'openapi', '--output', 'f']);
  assert.deepEqual(files.sort(), ['file', 'folder with spaces']);
});

test('bash runs nothing of what is typed', { skip: !hasShell('bash') }, async (t) => {
  const { dir, path } = await scriptIn(t, 'bash');
  await inBash(dir, path, ['genie', '$(touch ran)', '`touch ran`', '']);
  assert.equal(spawnSync('test', ['-e', join(dir, 'ran')]).status, 1);
});

test('bash loads the script twice in a strict shell', { skip: !hasShell('bash') }, async (t) => {
  const { path } = await scriptIn(t, 'bash');
  await promisify(execFile)('bash', ['-euc', `source ${path}; source ${path}; complete -p genie`]);
});

for (const shell of ['zsh', 'fish'] as const) {
  test(`${shell} can read its script`, { skip: !hasShell(shell) }, async (t) => {
    const { path } = await scriptIn(t, shell);
    await promisify(execFile)(shell, ['-n', path]);
  });
}

test('fish completes commands, options and values', { skip: !hasShell('fish') }, async (t) => {
  const { dir, path } = await scriptIn(t, 'fish');
  for (const [line, expected] of cases) {
    // Fish offers options once a dash is typed.
    const words = line.endsWith(' ') ? expected.filter((word) => !word.startsWith('-')) : expected;
    const script = `source ${path}; complete -C ${JSON.stringify(line)}`;
    const { stdout } = await promisify(execFile)('fish', ['--no-config', '-c', script], {
      cwd: dir,
    });
    const found = stdout
      .trim()
      .split('\n')
      .map((entry) => entry.split('\t')[0] ?? '');
    assert.deepEqual(found.filter(Boolean).sort(), [...words].sort(), line);
  }
});

test('refuses another shell, and names those that there are', async () => {
  const { code, err } = await runInProcess(['completion', 'tcsh']);
  assert.equal(code, 2);
  assert.match(err, /bash, zsh, fish/);
});

/** What bash would offer for the last of these words. */
async function inBash(cwd: string, script: string, words: readonly string[]): Promise<string[]> {
  const source = `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _genie; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await promisify(execFile)('bash', ['-c', source, 'bash', script, ...words], {
    cwd,
  });
  return stdout.split('\n').filter(Boolean);
}
