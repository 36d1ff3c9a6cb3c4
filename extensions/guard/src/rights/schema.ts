/**
 * Directus's description of the data, at least as new as the version of each request.
 *
 * Guarantees: a field that was concealed through one process is concealed at the others from the next request on. A
 * description that another request was still reading at that moment is replaced as well: each one that the guard gave
 * carries its version, and one without it doesn't go on.
 */
import type { DirectusRequest, Next } from '../shared/directus.ts';
import type { DirectusCaches } from './caches.ts';
import { scopeOf } from './scopes.ts';

export interface SchemaKeeperDeps {
  schema: DirectusCaches['schema'];
  /** Reads it from the database, past every cache. */
  read(): Promise<object>;
}

export interface SchemaKeeper {
  /** Gives Directus a description of this version, or a newer one. @throws what the database throws */
  follow(version: string): Promise<void>;
  /** Express middleware behind Directus's own, which has put a description on the request. */
  require(request: DirectusRequest & { schema?: object }, response: unknown, next: Next): void;
}

const mark = Symbol.for('genie-helper.rights.schema');

/** How many versions are remembered as older than the one of now. */
const maxPassed = 100;

export function createSchemaKeeper({ schema, read }: SchemaKeeperDeps): SchemaKeeper {
  let current: { version: string; loaded: Promise<object> } | undefined;
  /** Versions that were the one of now before a later one was read: what there is now is newer. */
  const passed: string[] = [];

  async function load(version: string): Promise<object> {
    await schema.clearColumns();
    const fresh = await read();
    Reflect.set(fresh, mark, version);
    schema.set(fresh);
    return fresh;
  }

  function loadOnce(version: string): Promise<object> {
    if (current !== undefined && (current.version === version || passed.includes(version))) {
      return current.loaded;
    }
    if (current !== undefined) passed.push(current.version);
    if (passed.length > maxPassed) passed.shift();
    const loading = { version, loaded: load(version) };
    current = loading;
    loading.loaded.catch(() => {
      if (current === loading) current = undefined;
    });
    return loading.loaded;
  }

  return {
    async follow(version) {
      await loadOnce(version);
    },
    require(request, _response, next) {
      const version = scopeOf(request)?.version?.schema;
      if (version === undefined || request.schema === undefined) return next();
      const given: unknown = Reflect.get(request.schema, mark);
      if (given === version || (given === current?.version && passed.includes(version))) {
        return next();
      }
      loadOnce(version).then((fresh) => {
        schema.set(fresh);
        request.schema = schema.get() ?? fresh;
        next();
      }, next);
    },
  };
}
