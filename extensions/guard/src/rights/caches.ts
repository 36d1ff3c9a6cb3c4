/**
 * What Directus keeps of rights in a process, divided by version.
 *
 * Directus keeps three things: what its permission functions found (policies, roles above a role, admin access,
 * permissions, shares), GraphQL schemas, and its description of the data. It clears them where it changed rights itself,
 * and tells other processes over Redis, late and if there is one.
 *
 * Guarantees: an answer from the first two was read under the version that the request was checked with. A description
 * of data that was read before it is replaced. Redis has no part in it: each process keeps its own.
 */
import type { DirectusRequest } from '../shared/directus.ts';
import type { RunningDirectus } from '../shared/running-directus.ts';
import { currentScope } from './scopes.ts';

interface AsyncCache {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
}

interface SyncCache {
  get(key: string): unknown;
  set(key: string, value: unknown): unknown;
}

/** Directus's own modules, as they are in `@directus/api` 35.2 and 39.2 (Directus 11.17 and 12.4). */
export interface DirectusCaches {
  permissions: AsyncCache;
  /** Made by `@directus/memory`; it keeps copies, so nobody changes what is kept. */
  createLocal(maxKeys: number): AsyncCache;
  graphqlSchemas: SyncCache;
  schema: {
    set(schema: object): void;
    get(): object | undefined;
    clearColumns(): Promise<void>;
  };
}

/** @throws Error that names what this Directus doesn't have */
export async function loadDirectusCaches(directus: RunningDirectus): Promise<DirectusCaches> {
  const load = async (name: string): Promise<Readonly<Record<string, unknown>>> => {
    try {
      return await directus.load(name);
    } catch {
      throw new Error(`this Directus has no ${name}, which it keeps rights in.`);
    }
  };
  const permissions = await load('@directus/api/permissions/cache');
  const memory = await load('@directus/memory');
  const graphql = await load('@directus/api/services/graphql/schema-cache');
  const caches = await load('@directus/api/cache');
  const call = (
    module: Readonly<Record<string, unknown>>,
    name: string,
    ...args: unknown[]
  ): unknown => {
    const value = module[name];
    if (typeof value === 'function') return value(...args);
    throw new Error(`this Directus has no ${name}, by which its caches are reached.`);
  };
  return {
    permissions: requireCache(call(permissions, 'useCache'), 'permissions'),
    createLocal: (maxKeys) =>
      requireCache(call(memory, 'createCache', { type: 'local', maxKeys }), 'memory'),
    graphqlSchemas: requireCache(graphql.cache, 'GraphQL schemas'),
    schema: {
      set: (schema) => void call(caches, 'setMemorySchemaCache', schema),
      get: () => call(caches, 'getMemorySchemaCache') as object | undefined,
      async clearColumns() {
        const { localSchemaCache } = call(caches, 'getCache') as {
          localSchemaCache: { clear(): Promise<void> };
        };
        await localSchemaCache.clear();
      },
    },
  };
}

function requireCache<Cache extends SyncCache>(value: unknown, name: string): Cache {
  const cache = value as Partial<Cache> | null | undefined;
  if (typeof cache?.get === 'function' && typeof cache.set === 'function') return cache as Cache;
  throw new Error(`this Directus keeps its ${name} in another way.`);
}

/** How many answers of permission functions a process keeps; a user has about eight. */
const maxKeys = 2_000;

/** Divides both caches. Directus holds on to these very objects, so they are changed in place. */
export function divideCaches({ permissions, createLocal, graphqlSchemas }: DirectusCaches): void {
  const local = createLocal(maxKeys);
  permissions.get = async (key) => {
    const prefix = versionPrefix();
    return prefix === undefined ? undefined : await local.get(prefix + key);
  };
  permissions.set = async (key, value) => {
    const prefix = versionPrefix();
    if (prefix !== undefined && value !== undefined) await local.set(prefix + key, value);
  };
  const get = graphqlSchemas.get.bind(graphqlSchemas);
  const set = graphqlSchemas.set.bind(graphqlSchemas);
  graphqlSchemas.get = (key) => {
    const prefix = accountabilityPrefix();
    return prefix === undefined ? undefined : get(prefix + key);
  };
  graphqlSchemas.set = (key, value) => {
    const prefix = accountabilityPrefix();
    return prefix === undefined ? undefined : set(prefix + key, value);
  };
}

function versionPrefix(): string | undefined {
  const version = currentScope()?.version;
  return version === undefined ? undefined : `${version.rights}/${version.schema}/`;
}

/**
 * The resolvers in a GraphQL schema act as whoever it was made for, with that request's rights, share and address, while
 * Directus finds it again by user and role alone.
 */
function accountabilityPrefix(): string | undefined {
  const prefix = versionPrefix();
  const request: DirectusRequest | undefined = currentScope()?.request;
  return prefix === undefined ? undefined : `${prefix}${JSON.stringify(actsAs(request))}/`;
}

function actsAs(request: DirectusRequest | undefined): unknown {
  const { user, role, roles, admin, app, share, ip } = request?.accountability ?? {};
  return [user, role, roles, admin, app, share, ip];
}
