import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin, Rolldown } from 'vite';

/**
 * Has the page name the scripts that everyone who is signed in needs: they come beside its first one then, not after it.
 * They stand between `<!--known-->` and `<!--/known-->`, and the API leaves them out for who brings no session's cookie.
 *
 * @param shell the path of the module that those scripts are of
 * @param nonce what stands for the nonce of an answer
 */
export function preloadShell(shell: string, nonce: string): Plugin {
  return {
    name: 'preload-shell',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const page = bundle['index.html'];
      if (page?.type !== 'asset') throw new Error('the build made no index.html');
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
      const first = chunks.find(({ isEntry }) => isEntry);
      const wanted = chunks.find(({ moduleIds }) => moduleIds.includes(shell));
      if (first === undefined || wanted === undefined) throw new Error(`no script has ${shell}`);
      const isThere = withImports(first, bundle);
      const links = [...withImports(wanted, bundle)]
        .filter((name) => !isThere.has(name))
        // Low: what the page can't be shown without comes first.
        .map(
          (name) =>
            `<link rel="modulepreload" fetchpriority="low" crossorigin href="/${name}" nonce="${nonce}">`,
        );
      const block = ['<!--known-->', ...links, '<!--/known-->'].join('\n    ');
      page.source = String(page.source).replace('</head>', `  ${block}\n  </head>`);
    },
  };
}

/** The names of a chunk and of all that it imports, at once or in turn. */
function withImports(
  chunk: Rolldown.OutputChunk,
  bundle: Rolldown.OutputBundle,
  names = new Set<string>(),
): Set<string> {
  if (names.has(chunk.fileName)) return names;
  names.add(chunk.fileName);
  for (const name of chunk.imports) {
    const imported = bundle[name];
    if (imported?.type === 'chunk') withImports(imported, bundle, names);
  }
  return names;
}

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
