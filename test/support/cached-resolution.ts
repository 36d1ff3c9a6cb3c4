/**
 * Remembers where imports inside `node_modules` lead. Finding that out is half of what a Directus does until it listens,
 * since Node parses the `package.json` around a module anew for each import; loaded before a program (`--import`), this
 * answers from a file what an earlier process found. Imports of our own sources are always resolved anew.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { flushCompileCache, registerHooks } from 'node:module';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..', '..');
const modules = join(root, 'node_modules');
/** Where Directus 12 is, for who has installed it. */
const otherModules = join(root, 'directus', 'release-12', 'node_modules');
const file = cacheFile();
/** What `require` finds has no format until it's loaded. */
type Found = [url: string, format?: string];
const found = new Map<string, Found>(file === undefined ? [] : read(file));
let sizeKept = found.size;

/** What Directus puts behind the address of an extension. */
const timed = /\?t=\d+$/;

registerHooks({
  resolve(specifier, context, nextResolve) {
    const importer = context.parentURL;
    if (specifier.startsWith('node:') || !importer?.includes('/node_modules/')) {
      return nextResolve(specifier, context);
    }
    // Directus adds the time to the address of an extension, so that it can load it anew; so its types would be stripped
    // at each start, which takes a tenth of a second.
    if (timed.test(specifier)) return nextResolve(specifier.replace(timed, ''), context);
    const folder = importer.slice(0, importer.lastIndexOf('/'));
    const key = [specifier, folder, ...context.conditions].join(' ');
    const known = found.get(key);
    if (known !== undefined) {
      const [url, format] = known;
      return {
        url,
        ...(format && { format }),
        importAttributes: context.importAttributes,
        shortCircuit: true,
      };
    }
    const result = nextResolve(specifier, context);
    const { url, format } = result;
    if (url.includes('/node_modules/')) found.set(key, format ? [url, format] : [url]);
    return result;
  },
});

// Directus ends by a signal that it sends itself, so nothing happens at its exit; by then it has long been listening.
setTimeout(keep, 4_000).unref();
process.once('exit', keep);

/** Writes what was found, and what was compiled, for the processes to come. */
function keep(): void {
  if (file === undefined || found.size === sizeKept) return;
  sizeKept = found.size;
  flushCompileCache();
  const part = `${file}.${process.pid}`;
  try {
    writeFileSync(part, JSON.stringify([...found]));
    renameSync(part, file);
  } catch {
    // The next process finds out for itself.
  }
}

/** A file for just these modules: `npm` writes its own list of them whenever it changes one. */
function cacheFile(): string | undefined {
  try {
    const hash = createHash('sha256').update(process.version);
    for (const folder of [modules, otherModules]) {
      const list = join(folder, '.package-lock.json');
      if (folder === modules || existsSync(list)) hash.update(readFileSync(list));
    }
    const name = `resolved-${hash.digest('hex').slice(0, 16)}.json`;
    return join(modules, '.cache', 'genie-helper', name);
  } catch {
    return undefined;
  }
}

function read(path: string): [string, Found][] {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return [];
  }
}
