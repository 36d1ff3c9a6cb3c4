/**
 * One request's view of the rights: the version that it was checked with, for as long as it lasts.
 *
 * Guarantees: only a request that is under way has a version. Whatever runs outside of one (a flow's schedule, a
 * WebSocket, a timer that a request started) has none, and neither has a request whose own statements changed rights:
 * they read the database instead of a cache. So a version never outlives its request, and what a transaction hasn't
 * committed is kept by nobody.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Knex } from 'knex';
import type { DirectusRequest, Next } from '../shared/directus.ts';
import { mayChangeRights } from './triggers.ts';
import type { RightsVersion } from './version.ts';

export interface RightsScope {
  request: DirectusRequest;
  /** Undefined until the request was checked, and for good once a cache may not be asked any more. */
  version?: RightsVersion | undefined;
  isOver: boolean;
  /** Called by the check of the request, with what it read. @throws what the database throws */
  enter(version: RightsVersion): Promise<void>;
}

interface Response {
  once(event: 'close', listener: () => void): unknown;
}

const onRequest = Symbol.for('genie-helper.rights');
const scopes = new AsyncLocalStorage<RightsScope>();

/**
 * Express middleware ahead of Directus's own: everything that the request leads to belongs to its scope.
 *
 * @param onEnter what else follows the version, done before the request goes on
 */
export function createScopeMiddleware(onEnter: (version: RightsVersion) => Promise<void>) {
  return (request: DirectusRequest, response: Response, next: Next): void => {
    const scope: RightsScope = {
      request,
      isOver: false,
      async enter(version) {
        await onEnter(version);
        if (!scope.isOver) scope.version = version;
      },
    };
    response.once('close', () => end(scope));
    Reflect.set(request, onRequest, scope);
    scopes.run(scope, () => next());
  };
}

/**
 * The scope of a request. By the request rather than by this module, of which Directus loads another one when it loads
 * its extensions anew.
 */
export function scopeOf(request: DirectusRequest): RightsScope | undefined {
  return Reflect.get(request, onRequest) as RightsScope | undefined;
}

/** The scope that the current work belongs to; undefined where no cache may be asked. */
export function currentScope(): (RightsScope & { version: RightsVersion }) | undefined {
  const scope = scopes.getStore();
  return scope?.version === undefined ? undefined : { ...scope, version: scope.version };
}

/** Runs work as a request that was checked with this version would. For the test at start. */
export function runWithVersion<Result>(
  version: RightsVersion,
  request: DirectusRequest,
  work: () => Promise<Result>,
): Promise<Result> {
  const scope: RightsScope = { request, version, isOver: false, enter: async () => undefined };
  return scopes.run(scope, work).finally(() => end(scope));
}

const watched = Symbol.for('genie-helper.rights.statements');

/** From a request's first statement that may change rights on, it asks no cache and fills none. */
export function watchStatements(db: Knex): void {
  if (Reflect.has(db, watched)) return;
  Reflect.set(db, watched, true);
  db.on('query', ({ sql }: { sql: string }) => {
    const scope = scopes.getStore();
    if (scope?.version !== undefined && mayChangeRights(sql)) scope.version = undefined;
  });
}

function end(scope: RightsScope): void {
  scope.isOver = true;
  scope.version = undefined;
}
