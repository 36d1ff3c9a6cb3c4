import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The built console on the disk. Nothing is read before it is asked for. */
export interface ConsoleFiles {
  /** Where the assets lie; undefined where this server has no console. */
  assetsDir: string | undefined;
  /** The page as it was built, with `noncePlaceholder` in it; undefined where there is none. */
  readPage(): Promise<string | undefined>;
  /** Whether there is an asset of this name. */
  hasAsset(name: string): Promise<boolean>;
}

/** What the build puts where the nonce of an answer belongs; see apps/console/vite.config.ts. */
export const noncePlaceholder = '__CSP_NONCE__';

/** Where the page tells whether its reader can have a session; see apps/console/index.html. */
export const visitorPlaceholder = '__GENIE_VISITOR__';

/** What is only for who may have a session, in the first group; see apps/console/scripts/index-html.ts. */
export const onlyForKnown = /<!--known-->(.*?)<!--\/known-->/s;

/** A name without a folder in it, so that it leads out of none. */
const assetName = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+$/;

/** @param dir the folder that the build writes; it needn't be there yet */
export function createConsoleFiles(dir: string | undefined): ConsoleFiles {
  const assetsDir = dir === undefined ? undefined : join(dir, 'assets');
  return {
    assetsDir,
    async readPage() {
      if (dir === undefined) return undefined;
      try {
        return await readFile(join(dir, 'index.html'), 'utf8');
      } catch (error) {
        if (isAbsence(error)) return undefined;
        throw error;
      }
    },
    async hasAsset(name) {
      if (assetsDir === undefined || !assetName.test(name)) return false;
      try {
        return (await stat(join(assetsDir, name))).isFile();
      } catch (error) {
        if (isAbsence(error)) return false;
        throw error;
      }
    },
  };
}

function isAbsence(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    /^(ENOENT|ENOTDIR|ENAMETOOLONG)$/.test(String(error.code))
  );
}
