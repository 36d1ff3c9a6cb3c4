import type { RouteOptions } from 'fastify';
import { type ErrorCode, errorTable } from '../errors.ts';
import { codesWithoutRoute, errorCodesOf } from '../route-contract.ts';
import { errorComponents, errorResponse, headerRefs, sharedHeaders } from './shared-responses.ts';

/** An answer of an operation. */
export interface DocumentedResponse {
  description: string;
  headers?: object;
  content?: DocumentedContent;
}

/** What is sent or answered, by its media type. */
type DocumentedContent = Record<string, { schema: object; example?: unknown; examples?: object }>;

/** One operation of the document. */
export interface Operation {
  operationId: string;
  summary?: string;
  description?: string;
  tags?: string[];
  security?: Record<string, string[]>[];
  parameters?: object[];
  requestBody?: { content: DocumentedContent };
  responses: Record<string, DocumentedResponse | { $ref: string }>;
}

/** An OpenAPI 3.1 document, as far as anything here reads it. */
export interface OpenApiDocument {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: Record<string, Record<string, object>>;
}

/**
 * Adds what the routes' schemas don't say: headers, and the errors by their codes. Schemas with a title become
 * shared components.
 *
 * @param drafted the document as made from the schemas
 * @param routes the routes by operation id
 */
export function completeDocument(
  drafted: object,
  routes: ReadonlyMap<string, RouteOptions>,
): OpenApiDocument {
  const document = structuredClone(drafted) as OpenApiDocument;
  for (const operation of Object.values(document.paths).flatMap(Object.values) as Operation[]) {
    const route = routes.get(operation.operationId);
    if (route === undefined) throw new Error(`${operation.operationId} has no route.`);
    addHeaders(operation, route);
    Object.assign(operation.responses, errorResponsesOf(errorCodesOf(route)));
  }
  const { schemas, ...rest } = hoistSchemas({
    ...document,
    'x-answers-without-operation': errorResponsesOf(codesWithoutRoute),
    components: { ...document.components, ...errorComponents() },
  });
  const { components, ...others } = rest as unknown as OpenApiDocument;
  return dropUnused({
    ...others,
    components: { ...components, schemas, headers: sharedHeaders },
  });
}

function addHeaders(operation: Operation, { config }: RouteOptions): void {
  const isLimited = config?.limit !== 'none';
  for (const response of Object.values(operation.responses)) {
    if (!('$ref' in response)) response.headers = headerRefs(isLimited ? 'limited' : 'any');
  }
}

function errorResponsesOf(codes: readonly ErrorCode[]) {
  const byStatus = Object.groupBy(codes, (code) => errorTable[code].status);
  const entries = Object.entries(byStatus).map(([status, found = []]) => [
    status,
    errorResponse(Number(status), found),
  ]);
  return Object.fromEntries(entries);
}

/**
 * Moves every schema with a title into one place, and leaves references behind.
 *
 * @param document anything made of JSON
 * @returns a copy, and the schemas by title
 * @throws Error where two different schemas have one title
 */
export function hoistSchemas(document: object) {
  const schemas: Record<string, object> = {};

  function visit(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(visit);
    if (typeof value !== 'object' || value === null) return value;
    const copy = Object.fromEntries(Object.entries(value).map(([key, part]) => [key, visit(part)]));
    const { title } = copy;
    if (typeof title !== 'string' || !/^[A-Z][A-Za-z]+$/.test(title)) return copy;
    const known = schemas[title];
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(copy)) {
      throw new Error(`Two schemas have the title ${title}.`);
    }
    schemas[title] = copy;
    return { $ref: `#/components/schemas/${title}` };
  }

  return { ...(visit(document) as object), schemas };
}

/** The kinds of component that are reached by references; security schemes are reached by name. */
const kinds = ['responses', 'examples', 'headers', 'schemas'];

/** Removes the components that nothing refers to, and what only they referred to. */
export function dropUnused<D extends { components: Record<string, Record<string, object>> }>(
  document: D,
): D {
  const text = JSON.stringify(document);
  const isUsed = (kind: string, name: string) => text.includes(`"#/components/${kind}/${name}"`);
  const components = Object.fromEntries(
    Object.entries(document.components).map(([kind, all]) => {
      const kept = Object.entries(all).filter(
        ([name]) => !kinds.includes(kind) || isUsed(kind, name),
      );
      return [kind, Object.fromEntries(kept)];
    }),
  );
  const smaller = { ...document, components };
  return JSON.stringify(smaller) === text ? smaller : dropUnused(smaller);
}
