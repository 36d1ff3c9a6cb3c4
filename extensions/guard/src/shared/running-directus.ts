/** The Directus that runs the guard: of which release it is, and its own modules. */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

export interface RunningDirectus {
  /** Such as 11.17.4. */
  version: string;
  /**
   * Loads a module as Directus itself would.
   *
   * @throws Error where this Directus has none of that name
   */
  load(name: string): Promise<Readonly<Record<string, unknown>>>;
}

/**
 * @param env `GENIE_DIRECTUS_PACKAGE` is the path of its `package.json`; whoever starts Directus otherwise has it beside
 *   the guard
 */
export function findRunningDirectus(env: Readonly<Record<string, unknown>>): RunningDirectus {
  const { GENIE_DIRECTUS_PACKAGE: given } = env;
  const beside = createRequire(import.meta.url);
  const manifest = typeof given === 'string' ? given : beside.resolve('directus/package.json');
  const api = createRequire(createRequire(manifest).resolve('@directus/api'));
  return {
    version: String(beside(manifest).version),
    load: async (name) => await import(pathToFileURL(api.resolve(name)).href),
  };
}

/** The releases of Directus that the guard's tests have run against. */
const testedReleases = /^(11\.17|12\.4)\./;

/** @throws Error unless the guard was tested against this release */
export function assertTested(version: string): void {
  if (testedReleases.test(version)) return;
  throw new Error(`it is made for Directus 11.17 and 12.4, and this is ${version}.`);
}
