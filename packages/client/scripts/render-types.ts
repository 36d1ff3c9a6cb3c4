import openapiTypescript, { astToString } from 'openapi-typescript';

/** As much of an OpenAPI document as is read here. */
export interface ApiDocument {
  openapi: string;
  paths: Record<string, Record<string, unknown>>;
  components?: { schemas?: Record<string, unknown> };
}

const heading = `/** Made from docs/openapi.json by "npm run generate"; changes are lost. */\n`;

/**
 * The types of the API's routes, as TypeScript. Answers that are errors are left out: they all have one form, and the
 * client throws them.
 */
export async function renderClientTypes(document: ApiDocument): Promise<string> {
  const { openapi, paths, components } = document;
  const trimmed = {
    openapi,
    info: { title: 'Genie Helper', version: '0' },
    paths: Object.fromEntries(Object.entries(paths).map(([path, item]) => [path, trimItem(item)])),
    components: { schemas: components?.schemas ?? {} },
  };
  const ast = await openapiTypescript(JSON.stringify(trimmed), { silent: true });
  return `${heading}${astToString(ast)}`;
}

interface Operation {
  responses?: Record<string, { headers?: unknown }>;
}

function trimItem(item: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(item).map(([method, operation]) => [method, trimOperation(operation)]),
  );
}

function trimOperation(operation: unknown): unknown {
  const { responses } = operation as Operation;
  if (responses === undefined) return operation;
  const kept = Object.entries(responses)
    .filter(([status]) => status.startsWith('2'))
    .map(([status, { headers: _, ...response }]) => [status, response]);
  return { ...(operation as object), responses: Object.fromEntries(kept), security: [] };
}
