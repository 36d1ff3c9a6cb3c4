import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { buildPackage } from '../../packages/client/scripts/build.ts';
import { findBlocks, sectionOf } from '../support/markdown.ts';
import { runExample } from '../support/run-example.ts';
import { type System, startSystem } from '../support/system.ts';

const page = resolve(import.meta.dirname, '../../docs/tutorial/first-app.md');

describe('the first app of the tutorial', () => {
  let stack: System;
  let dir: string;
  let client: string;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'genie-first-app-'));
    client = await buildPackage(join(dir, 'client'));
    stack = await startSystem();
  });
  after(async () => {
    await stack?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  test('is made and grows as the page says, and prints what the page shows', async () => {
    const text = await readFile(page, 'utf8');
    const folder = sectionOf(text, 'A folder for the app');
    const [made] = findBlocks(folder).filter(({ language }) => language === 'sh');
    // The package was built elsewhere, so that no other test meets it half-built.
    const script = made?.text
      .replace(/^npm run build .*$/m, '')
      .replace(/^client=.*$/m, `client='${client}'`)
      .replaceAll('../first-app', join(dir, 'first-app'));
    const offline = { HOME: dir, npm_config_offline: 'true', npm_config_audit: 'false' };
    const making = await runExample(['sh', '-euc', script ?? ''], offline);
    assert.equal(making.code, 0, making.stderr);

    const app = join(dir, 'first-app', 'app.mjs');
    let printed: string[] = [];
    let runs = 0;
    let compared = 0;
    for (const { language, text: block } of findBlocks(text.slice(text.indexOf(folder) + 1))) {
      if (language === 'js') await appendFile(app, `${withAddresses(block)}\n`);
      if (language === 'sh' && block === 'node app.mjs\n') {
        const { code, stdout, stderr } = await runExample(
          ['sh', '-euc', block],
          {},
          join(app, '..'),
        );
        assert.equal(code, 0, stderr);
        printed = stdout.trimEnd().split('\n');
        runs += 1;
      }
      if (language === 'text') {
        const shown = block.trimEnd().split('\n').map(formOf);
        // One line that the page shows alone is the last one.
        const found = shown.length === 1 ? printed.slice(-1) : printed.slice(0, shown.length);
        assert.deepEqual(found.map(formOf), shown);
        compared += 1;
      }
    }
    assert.deepEqual([runs, compared], [5, 4]);
    assert.ok(printed.some((line) => line.includes('No language model is configured')));
  });

  function withAddresses(block: string): string {
    return block
      .replace('http://127.0.0.1:3001', stack.api.url)
      .replace('http://127.0.0.1:8055', stack.directus.url);
  }
});

/** Of a caption only that it is one: each run words it differently. */
function formOf(line: string): string {
  return line.replace(/^Caption: .+$/, 'Caption: …');
}
