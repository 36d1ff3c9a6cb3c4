import { document } from '../../../support/api-document/document.ts';

/** One operation of docs/openapi.json, as far as an attacker needs to know it. */
export interface AttackedOperation {
  method: string;
  /** With its parameters in braces. */
  path: string;
  opens: 'public' | 'user' | 'admin' | 'secret';
  pathParameters: string[];
  queryParameters: string[];
  /** Bodies that are right; none where it takes none. */
  bodies: Record<string, unknown>[];
  /** Every field of the body, those that the example leaves out included. */
  fields: string[];
}

interface Described {
  security?: Record<string, unknown>[];
  parameters?: { in: string; name: string }[];
  requestBody?: { content: Record<string, DescribedBody> };
}

interface DescribedBody {
  schema: Schema;
  example?: Record<string, unknown>;
  examples?: Record<string, { value: Record<string, unknown> }>;
}

interface Schema {
  $ref?: string;
  properties?: Record<string, unknown>;
  anyOf?: Schema[];
  oneOf?: Schema[];
}

const verbs = ['get', 'post', 'put', 'patch', 'delete'];

/** Every operation of the API reference. */
export function readOperations(): AttackedOperation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    verbs.flatMap((verb) => {
      const described = (item as Record<string, Described | undefined>)[verb];
      return described === undefined ? [] : [toOperation(verb.toUpperCase(), path, described)];
    }),
  );
}

function toOperation(method: string, path: string, described: Described): AttackedOperation {
  const named = (place: string) =>
    (described.parameters ?? []).filter((one) => one.in === place).map(({ name }) => name);
  const body = described.requestBody?.content['application/json'];
  const schema = resolve(body?.schema);
  return {
    method,
    path,
    opens: openedBy(path, described),
    pathParameters: named('path'),
    queryParameters: named('query'),
    bodies: [
      ...(body?.example === undefined ? [] : [body.example]),
      ...Object.values(body?.examples ?? {}).map(({ value }) => value),
    ],
    fields: schema === undefined ? [] : fieldsOf(schema),
  };
}

function openedBy(path: string, { security = [] }: Described): AttackedOperation['opens'] {
  if (path.startsWith('/api/admin/') || path === '/api/genie/sessions') return 'admin';
  if (security.some((one) => 'bearer' in one || 'session' in one)) return 'user';
  return security.some((one) => 'sharedSecret' in one) ? 'secret' : 'public';
}

function resolve(schema: Schema | undefined): Schema | undefined {
  if (schema?.$ref === undefined) return schema;
  const name = schema.$ref.split('/').at(-1) ?? '';
  return document.components.schemas?.[name] as Schema | undefined;
}

function fieldsOf(schema: Schema): string[] {
  const variants = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].map(resolve);
  const all = [schema, ...variants].flatMap((one) => Object.keys(one?.properties ?? {}));
  return [...new Set(all)];
}
