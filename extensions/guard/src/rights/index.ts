/**
 * The rights' guard: who may do what is as the database says, at every process.
 *
 * Guarantees, for REST and GraphQL: from the first request after a change of rights was answered, each Directus on the
 * database goes by it, whichever of them the change came through, or whatever else: a flow, a reverted revision, SQL.
 * With Redis and without. Rights are those of roles, policies, permissions, shares, the role of a user, and how
 * Directus describes collections and fields.
 *
 * Doesn't guarantee: anything about a WebSocket that's open, whose admin rights are those it began with, nor about a
 * request that was under way at the change. Why it holds: `docs/invariants/rights.md`.
 */
import type { DirectusRequest, HookContext, HookRegistration } from '../shared/directus.ts';
import { divideCaches, loadDirectusCaches } from './caches.ts';
import { createSchemaKeeper, type SchemaKeeper } from './schema.ts';
import { createScopeMiddleware, scopeOf, watchStatements } from './scopes.ts';
import { prepareRights, testRights } from './self-test.ts';
import { type RightsVersion, readVersion } from './version.ts';

/** What the check of a request does with the rights. */
export interface RightsGuard {
  /**
   * Makes the tables and proves that rights are kept by version in this Directus.
   *
   * @throws Error with a sentence for the operator
   */
  prepare(): Promise<void>;
  /**
   * Lets a request that was just checked answer from the caches of a version.
   *
   * @param read what was read with the check, by the same statement; undefined if nothing was
   */
  enter(request: DirectusRequest, read: RightsVersion | undefined): Promise<void>;
}

/** What it gives has to be prepared before Directus listens. */
export function registerRights({ init }: HookRegistration, context: HookContext): RightsGuard {
  const { database, logger } = context;
  let keeper: SchemaKeeper | undefined;
  init('middlewares.before', ({ app }) => {
    app.use(createScopeMiddleware(async ({ schema }) => await keeper?.follow(schema)));
  });
  init('middlewares.after', ({ app }) => {
    if (keeper !== undefined) app.use(keeper.require);
  });

  return {
    async prepare() {
      const caches = await loadDirectusCaches(context.directus);
      await prepareRights(context);
      divideCaches(caches);
      await testRights(context, caches);
      watchStatements(database);
      keeper = createSchemaKeeper({ schema: caches.schema, read: () => readSchema(context) });
    },
    async enter(request, read) {
      try {
        const version = read ?? (await readVersion(database));
        if (version !== undefined) await scopeOf(request)?.enter(version);
      } catch (error) {
        // Without a version no cache is asked, so what follows meets the same database and answers for itself.
        logger.error(error, 'The version of the rights could not be read.');
      }
    },
  };
}

/**
 * Reads how the database is now, past every cache. Columns and foreign keys are read for Directus as well: it asks for
 * them inside of transactions, where SQLite has no second connection to answer from.
 */
async function readSchema({ database, getSchema, services }: HookContext): Promise<object> {
  const schema = (await getSchema({ bypassCache: true })) as object;
  const options = { knex: database, schema, accountability: null };
  await new services.FieldsService(options).columnInfo?.();
  await new services.RelationsService(options).foreignKeys?.();
  return schema;
}
