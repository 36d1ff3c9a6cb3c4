import postcss, { type Rule } from 'postcss';
import type { Plugin } from 'vite';

/** How the component library names its classes: a hash, which stands as a whole in the script that uses it. */
const libraryClass = /\.(m_[0-9a-f]{6,})\b/g;

/**
 * Leaves out the rules of components that no script of the build has: the library's sheet has all of them. A rule stays
 * where any class in its selector is used.
 */
export function dropUnusedStyles(): Plugin {
  return {
    name: 'drop-unused-styles',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const files = Object.values(bundle);
      const scripts = files
        .flatMap((file) => (file.type === 'chunk' ? [file.code] : []))
        .join('\n');
      for (const file of files) {
        if (file.type !== 'asset' || !file.fileName.endsWith('.css')) continue;
        file.source = keepUsed(String(file.source), (name) => scripts.includes(name));
      }
    },
  };
}

/**
 * @param css a sheet
 * @param isUsed whether a script names a class of the library
 * @returns the sheet without what nothing can match
 */
export function keepUsed(css: string, isUsed: (name: string) => boolean): string {
  const sheet = postcss.parse(css);
  sheet.walkRules((rule) => {
    if (isKeyframe(rule)) return;
    const kept = rule.selectors.filter((selector) => {
      const names = [...selector.matchAll(libraryClass)].map(([, name = '']) => name);
      return names.length === 0 || names.some(isUsed);
    });
    if (kept.length === 0) rule.remove();
    else if (kept.length < rule.selectors.length) rule.selectors = kept;
  });
  sheet.walkAtRules(/^(media|supports|layer|container)$/, (rule) => {
    if (rule.nodes?.length === 0) rule.remove();
  });
  return sheet.toString();
}

function isKeyframe({ parent }: Rule): boolean {
  return parent?.type === 'atrule' && 'name' in parent && /keyframes$/.test(String(parent.name));
}
