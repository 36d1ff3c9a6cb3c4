import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/**
 * Gives a script of `index.html` that is no module a name with its hash in it, like every other asset. Vite leaves such
 * scripts as they are.
 *
 * @param path from the root of the pages, as the page names it
 */
export function classicScript(root: string, path: string): Plugin {
  let reference = '';
  return {
    name: 'classic-script',
    apply: 'build',
    enforce: 'post',
    buildStart() {
      const source = readFileSync(join(root, path), 'utf8');
      reference = this.emitFile({ type: 'asset', name: path.split('/').at(-1) ?? path, source });
    },
    generateBundle(_options, bundle) {
      const page = bundle['index.html'];
      if (page?.type !== 'asset') throw new Error('the build made no index.html');
      page.source = String(page.source).replace(path, `/${this.getFileName(reference)}`);
    },
  };
}
