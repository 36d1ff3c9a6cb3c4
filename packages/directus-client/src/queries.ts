/**
 * What an administrator asks Directus for: rows of a stated form, or an error.
 *
 * Guarantees: a collection is asked for the columns of its row's schema and no others, and what comes back has that
 * form. A refusal is no empty list: a missing collection or column means that the desired state isn't applied, and
 * proves nothing about a record. A filter compares with the texts that it holds, or isn't sent: some texts Directus reads
 * as something else, and would find other rows by.
 */
import Type, { type Static, type TSchema } from 'typebox';
import { Check } from 'typebox/value';
import type { DirectusCall, DirectusClient } from './directus-client.ts';
import {
  type DirectusAnswer,
  DirectusError,
  describeRefusal,
  type Refusal,
} from './directus-response.ts';

/** Asks Directus as the administrator. @throws DirectusError `directus.unavailable` */
export type AdminCall = (
  call: Pick<
    DirectusCall,
    'method' | 'path' | 'body' | 'sharedSecret' | 'clientAddress' | 'actingUser' | 'actingRequest'
  >,
) => Promise<DirectusAnswer>;

/**
 * Puts the admin token on calls: it lives in this closure and travels to Directus only.
 *
 * @param adminToken the static token of an administrator
 * @param previousToken another one, asked with where Directus knows the first not or no longer: while the token is
 *   changed, each side may be ahead of the other. What Directus refuses for its token it hasn't done, so any call may be
 *   sent again
 */
export function createAdminCall(
  client: Pick<DirectusClient, 'call'>,
  adminToken: string,
  previousToken?: string,
): AdminCall {
  let [preferred, other] = [adminToken, previousToken];
  return async (call) => {
    const [first, second] = [preferred, other];
    const answer = await client.call({ ...call, token: first });
    if (second === undefined || answer.ok || answer.status !== 401) return answer;
    const again = await client.call({ ...call, token: second });
    if (again.ok || again.status !== 401) [preferred, other] = [second, first];
    return again;
  };
}

/** A filter in Directus's own form, such as `{ user: { _eq: id } }`. */
export type Filter = Readonly<Record<string, unknown>>;

/** Which rows, and in which order. */
export interface Query {
  filter?: Filter;
  /** Columns, those with a minus from the greatest down. */
  sort?: string;
  /** Directus's own default is 100; `-1` is all. */
  limit?: number;
  offset?: number;
  /** Makes of the rows a number for each group, instead of the rows themselves. */
  aggregate?: Readonly<Record<string, string>>;
  groupBy?: readonly string[];
}

// Which of the two a number is, depends on the database.
const counted = Type.Object({
  count: Type.Union([Type.Integer(), Type.String({ pattern: '^\\d+$' })]),
});

/**
 * Reads rows as the administrator. Every method throws DirectusError.
 *
 * @param path where the rows are: `/users`, `/items/caption_jobs`
 * @param row what each row must be; an object in it is what a relation leads to
 */
export function openCollection<Row extends TSchema>(call: AdminCall, path: string, row: Row) {
  const fields = fieldsOf(row).join(',');

  async function read<R extends TSchema>(query: Query, schema: R): Promise<Static<R>[]> {
    const { filter, aggregate, groupBy, ...rest } = query;
    if (!holdsPlainTexts(filter)) {
      throw new DirectusError(
        'directus.unexpected',
        `a filter of ${path} with no plain text in it`,
      );
    }
    const params = new URLSearchParams({
      ...(aggregate === undefined ? { fields } : { aggregate: JSON.stringify(aggregate) }),
      ...(groupBy === undefined ? {} : { groupBy: groupBy.join(',') }),
      ...(filter === undefined ? {} : { filter: JSON.stringify(filter) }),
      ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, String(value)])),
    });
    const { data } = assertDone(
      await call({ method: 'GET', path: `${path}?${params}` }),
      `a read of ${path}`,
    );
    if (Array.isArray(data) && data.every((item) => Check(schema, item))) return data;
    throw new DirectusError(
      'directus.unexpected',
      `rows of another form in ${path}; is the desired state applied?`,
    );
  }

  const list = (query: Query) => read(query, row);
  async function count(filter: Filter): Promise<number> {
    const [first] = await read({ filter, aggregate: { count: '*' } }, counted);
    if (first !== undefined) return Number(first.count);
    throw new DirectusError('directus.unexpected', `no count of ${path}`);
  }

  return {
    list,
    count,
    /** The row that a filter names; undefined where there is none. */
    async find(filter: Filter): Promise<Static<Row> | undefined> {
      return (await list({ filter, limit: 1 }))[0];
    },
    /** Some of the rows, and how many there are in all. */
    async page(query: Query): Promise<{ rows: Static<Row>[]; total: number }> {
      const [rows, total] = await Promise.all([list(query), count(query.filter ?? {})]);
      return { rows, total };
    },
  };
}

/**
 * Whether a filter compares with a text as it is. Others Directus reads as nothing, as yes or no, or as a variable
 * (`parseFilter` of `@directus/utils`), in every operator and in lists. No operator takes them in another way, so what
 * callers name rows by must not be a column of its own, but a part of one: an id, or a key made of it.
 */
export function isPlainText(text: string): boolean {
  return !/^(?:true|false|null|NULL)$|^\$(?:NOW|CURRENT_USER|CURRENT_ROLE|CURRENT_POLICIES)/.test(
    text,
  );
}

function holdsPlainTexts(filter: unknown): boolean {
  if (typeof filter === 'string') return isPlainText(filter);
  if (typeof filter !== 'object' || filter === null) return true;
  return Object.values(filter).every(holdsPlainTexts);
}

/** The columns of a row; those of related rows with a dot. */
function fieldsOf(row: TSchema): string[] {
  const { properties } = Object(row) as { properties?: Record<string, TSchema> };
  return Object.entries(properties ?? {}).flatMap(([name, schema]) => {
    const related = [schema, ...('anyOf' in schema ? (schema.anyOf as TSchema[]) : [])];
    const inner = related.flatMap(fieldsOf);
    return inner.length === 0 ? [name] : inner.map((field) => `${name}.${field}`);
  });
}

/**
 * The answer to what an administrator may do.
 *
 * @param what for the log: "a new batch"
 * @throws DirectusError `directus.refused`
 */
export function assertDone(answer: DirectusAnswer, what: string) {
  if (answer.ok) return answer;
  throw refused(answer, what);
}

/** The error for what Directus says no to. @param what for the log: "a new batch" */
export function refused(refusal: Refusal, what: string): DirectusError {
  return new DirectusError('directus.refused', `${what}: ${describeRefusal(refusal)}`, {
    reason: refusal.code,
    refusal,
  });
}
