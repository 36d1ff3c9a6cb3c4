import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

/** A page as the build writes it, with what the API puts in for each answer. */
export const page = `<!doctype html><meta property="csp-nonce" nonce="__CSP_NONCE__">
<meta name="genie-visitor" content="__GENIE_VISITOR__">
<script type="module" src="/assets/index-a1.js" nonce="__CSP_NONCE__"></script>
<!--known-->
<link rel="modulepreload" href="/assets/shell-a1.js" nonce="__CSP_NONCE__">
<!--/known-->`;

/** Its script, `/assets/index-a1.js`. */
export const script = `export const zeros = [${'0,'.repeat(2_000)}];`;

/** How a browser asks for what a person opens. */
export const asPerson = { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } };

/** A folder like that of a built console, and in it what must not be served. */
export async function createBuiltConsole(): Promise<{ dir: string; remove(): Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), 'genie-console-'));
  const assets = join(dir, 'assets');
  await mkdir(join(assets, 'folder.js'), { recursive: true });
  await writeFile(join(dir, 'index.html'), page);
  await writeFile(join(dir, 'sources.sha256'), 'not to be served');
  await writeFile(join(assets, 'index-a1.js'), script);
  await writeFile(join(assets, 'index-a1.js.br'), brotliCompressSync(script));
  await writeFile(join(assets, 'index-a1.js.gz'), gzipSync(script));
  await writeFile(join(assets, 'plain.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await writeFile(join(assets, '.hidden'), 'not to be served');
  await symlink('/nowhere', join(assets, 'dangling.js'));
  return { dir, remove: () => rm(dir, { recursive: true, force: true }) };
}
