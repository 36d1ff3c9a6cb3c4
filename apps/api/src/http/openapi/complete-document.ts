import type { RouteOptions } from 'fastify';
import { dropUnused } from '../../plugins/openapi/drop-unused.ts';
import { hoistSchemas } from '../../plugins/openapi/hoist-schemas.ts';
import { headerRefs, sharedHeaders } from '../../plugins/openapi/shared-headers.ts';
import { codesWithoutRoute, errorCodesOf } from '../../plugins/route-errors.ts';
import { type ErrorCode, errorTable } from '../errors.ts';
import { errorComponents, errorResponse } from './shared-responses.ts';

/** An answer of an operation. */
export interface DocumentedResponse {
  description: string;
  headers?: object;
  content?: Record<string, { schema: object; example?: unknown; examples?: object }>;
}

/** One operation of the document. */
export interface Operation {
  operationId: string;
  summary?: string;
  description?: string;
  tags?: string[];
  security?: Record<string, string[]>[];
  parameters?: object[];
  requestBody?: {
    content: Record<string, { schema: object; example?: unknown; examples?: object }>;
  };
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
