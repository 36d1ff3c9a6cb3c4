/**
 * Outages within GraphQL documents.
 *
 * Directus answers a document with 200 and keeps what went wrong inside, without its kind. Here a document is answered
 * as any other request is: what it met of an outage is thrown, and told in one place with the rest.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Knex } from 'knex';
import { isFirstTime, methodOf, type Services } from '../shared/directus.ts';
import { describeOutage } from './describe-outage.ts';

/** What Directus answers a document, as much as is looked at. */
interface Answer {
  errors?: readonly { extensions?: { code?: unknown } }[];
}

interface Operation {
  kind: string;
  operation?: string;
  name?: { value: string };
  selectionSet?: { selections: readonly { kind: string }[] };
}

interface Asked {
  document?: { definitions: readonly Operation[] };
  operationName?: string | null;
}

type Execute = (this: unknown, asked: Asked, ...rest: unknown[]) => Promise<Answer>;

interface Met {
  outage?: unknown;
}

/**
 * Wraps the answering of GraphQL documents, once a process.
 *
 * A document of several mutations keeps its answer: some may be done, and who repeated the whole would do those twice.
 *
 * @throws Error if a method isn't there: this Directus isn't one that the guard was made for
 */
export function throwOutagesOfGraphql({ GraphQLService }: Services, database: Knex): void {
  const execute = methodOf<Execute>(GraphQLService, 'GraphQLService', 'execute');
  if (!isFirstTime(GraphQLService, Symbol.for('genie-helper.graphql-outages'))) return;
  const current = new AsyncLocalStorage<Met>();
  watchOutages(database, (outage) => {
    const met = current.getStore();
    if (met !== undefined) met.outage ??= outage;
  });
  Reflect.set(GraphQLService.prototype, 'execute', async function executeOrFail(asked, ...rest) {
    const met: Met = {};
    const answer = await current.run(met, () => execute.call(this, asked, ...rest));
    if (met.outage === undefined || !hasFailed(answer)) return answer;
    if (mayBeDoneInPart(asked)) return answer;
    throw met.outage;
  } satisfies Execute);
}

/** Tells of every outage that a query or the wait for a connection meets, in the context of whoever asked. */
function watchOutages(database: Knex, tell: (error: unknown) => void): void {
  const note = (error: unknown) => {
    if (describeOutage(error) !== undefined) tell(error);
  };
  database.on('query-error', note);
  const { client } = database;
  const { acquireConnection } = client;
  // A pool that has none to give tells nobody but the caller.
  client.acquireConnection = async function (...args: unknown[]) {
    try {
      return await acquireConnection.apply(this, args);
    } catch (error) {
      note(error);
      throw error;
    }
  };
}

/** Directus gives this code to what isn't one of its own errors. */
function hasFailed({ errors = [] }: Answer): boolean {
  return errors.some(({ extensions }) => {
    const code = extensions?.code;
    return code === 'INTERNAL_SERVER_ERROR' || code === 'SERVICE_UNAVAILABLE';
  });
}

function mayBeDoneInPart({ document, operationName }: Asked): boolean {
  const asked = document?.definitions.find(
    ({ kind, name }) =>
      kind === 'OperationDefinition' && (!operationName || name?.value === operationName),
  );
  if (asked?.operation !== 'mutation') return false;
  const { selections = [] } = asked.selectionSet ?? {};
  return selections.length > 1 || selections[0]?.kind !== 'Field';
}
