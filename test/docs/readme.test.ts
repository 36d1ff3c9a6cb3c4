import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { parseVaultKey } from '@genie-helper/vault';
import { leaseDirectus, testIntrospectionSecret } from '../support/directus-pool.ts';
import { compileCache } from '../support/directus-settings.ts';
import { findBlocks, sectionOf } from '../support/markdown.ts';
import { readVariable } from '../support/process-environment.ts';
import { startTestApi, type TestApi } from '../support/start-api.ts';
import type { TestDirectus } from '../support/start-directus.ts';

const root = resolve(import.meta.dirname, '..', '..');
const sharedSecret = 'test-only-shared-secret-5b0c1f9e7a';
/** Ends what one block of the script wrote. */
const mark = '--- end of block ---';
const genie = resolve(root, 'apps/cli/src/main.ts');
const skip = hasCurl() ? false : 'curl is not installed on this machine';

/** The pages whose blocks are run, what of each, and how many of its answers are compared. */
const pages = [
  { page: 'README.md', section: 'Try it', answers: 3 },
  { page: 'docs/how-to/call-with-curl.md', section: undefined, answers: 8 },
  { page: 'docs/how-to/credentials-from-a-server.md', section: undefined, answers: 8 },
];

describe('calls by curl', { skip }, () => {
  let directus: TestDirectus;
  let api: TestApi;
  let dir: string;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'genie-pages-'));
    directus = await leaseDirectus();
    const { url: directusUrl, adminToken } = directus;
    const vaultKey = randomBytes(32).toString('base64');
    const variables = {
      RBAC_SYNC_WEBHOOK_SECRET: sharedSecret,
      DIRECTUS_URL: directusUrl,
      DIRECTUS_ADMIN_TOKEN: adminToken,
      CREDENTIALS_ENC_KEY_B64: vaultKey,
    };
    const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`);
    await writeFile(join(dir, '.env'), lines.join(''));
    api = await startTestApi({
      directusUrl,
      adminToken,
      introspectionSecret: testIntrospectionSecret,
      sharedSecret: { current: sharedSecret, previous: undefined },
      vaultKeys: { current: parseVaultKey(vaultKey), previous: [] },
    });
  });

  after(async () => {
    await api?.stop();
    await directus?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  for (const { page, section, answers } of pages) {
    test(`${page}: the blocks run in sh in order, and answer what the page prints`, async () => {
      const text = await readFile(resolve(root, page), 'utf8');
      const steps = stepsOf(section === undefined ? text : sectionOf(text, section));
      const script = steps.map(({ shell }) => `${shell}\nprintf '\\n%s\\n' '${mark}'`).join('\n');
      const outputs = await run(
        withAddresses(script, { API: api.url, DIRECTUS: directus.url }),
        dir,
      );
      assert.equal(outputs.length, steps.length);
      let compared = 0;
      for (const [index, { shell, answer }] of steps.entries()) {
        if (answer === undefined) continue;
        assertSameForm(JSON.parse(outputs[index] ?? ''), JSON.parse(answer), shell);
        compared += 1;
      }
      assert.equal(compared, answers);
    });
  }
});

interface Step {
  shell: string;
  /** What the page prints below it, JSON. */
  answer: string | undefined;
}

function stepsOf(section: string): Step[] {
  const steps: Step[] = [];
  for (const { language, text } of findBlocks(section)) {
    const last = steps.at(-1);
    if (language === 'sh') steps.push({ shell: text, answer: undefined });
    else if (language === 'json' && last !== undefined) last.answer = text;
  }
  return steps;
}

/** Puts other values to variables of the script, each of which it must set exactly once. */
function withAddresses(script: string, values: Record<string, string>): string {
  let replaced = script;
  for (const [name, value] of Object.entries(values)) {
    const line = new RegExp(`^${name}=http://[^\\n]*$`, 'gm');
    assert.equal(replaced.match(line)?.length, 1, `${name} is set once`);
    replaced = replaced.replace(line, `${name}=${value}`);
  }
  assert.doesNotMatch(replaced, /:(?:3001|8055)\b/, 'no other address stands in the examples');
  // The command of this checkout, on the folder where the blocks run.
  return replaced.replace(/npm run --silent genie -- ([^)\n]+)/g, `node ${genie} $1 --dir .`);
}

/** Runs a script in a folder, stopping at the first command that fails; answers what each block wrote. */
async function run(script: string, cwd: string): Promise<string[]> {
  const path = [dirname(process.execPath), readVariable('PATH')].join(delimiter);
  const options = { cwd, env: { ...compileCache(), PATH: path }, timeout: 20_000 };
  const { stdout } = await promisify(execFile)('sh', ['-eu', '-c', script], options);
  return stdout.split(`${mark}\n`).slice(0, -1);
}

/** The same fields with values of the same kind; what isn't text must be equal. */
function assertSameForm(actual: unknown, printed: unknown, where: string): void {
  assert.equal(typeof actual, typeof printed, where);
  if (typeof printed === 'string') return;
  if (typeof printed !== 'object' || printed === null || typeof actual !== 'object') {
    assert.equal(actual, printed, where);
    return;
  }
  const found = Object.entries(actual ?? {});
  assert.deepEqual(found.map(([name]) => name).sort(), Object.keys(printed).sort(), where);
  for (const [name, value] of found) assertSameForm(value, Reflect.get(printed, name), where);
}

function hasCurl(): boolean {
  try {
    execFileSync('curl', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
