import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type {
  DocumentedResponse,
  OpenApiDocument,
  Operation,
} from '../../../apps/api/src/http/openapi/complete-document.ts';

/** Where the API reference lies. */
export const documentPath = resolve(import.meta.dirname, '../../../docs/openapi.json');

/** `docs/openapi.json`, as it's committed. */
export const document = JSON.parse(readFileSync(documentPath, 'utf8')) as OpenApiDocument & {
  'x-answers-without-operation': Operation['responses'];
};

/** The bodies of a request or an answer, by content type. */
export type DescribedBodies = NonNullable<DocumentedResponse['content']>;

/** A response of the API reference, and where in it that is, as a JSON pointer. */
export interface FoundResponse {
  response: DocumentedResponse;
  pointer: string;
}

/** Paths as they stand before those with parameters, as servers match them. */
const templates = Object.keys(document.paths)
  .sort((one, other) => Number(one.includes('{')) - Number(other.includes('{')))
  .map((template) => ({
    template,
    pattern: new RegExp(`^${template.replace(/[.]/g, '\\.').replace(/\{[^}]+\}/g, '[^/]+')}$`),
  }));

/** The reference's path for an address, without its query; undefined where it knows none. */
export function templateOf(path: string): string | undefined {
  const [address = ''] = path.split('?', 1);
  return templates.find(({ pattern }) => pattern.test(address))?.template;
}

/** What the API reference says of a status; an address or method that it doesn't know has the answers of those. */
export function findResponse(method: string, path: string, status: number) {
  const template = templateOf(path);
  const verb = method === 'HEAD' ? 'get' : method.toLowerCase();
  const isKnown = template !== undefined && document.paths[template]?.[verb] !== undefined;
  const place = isKnown ? ['paths', template, verb, 'responses'] : ['x-answers-without-operation'];
  return followRefs([...place, String(status)]);
}

/** Follows references until something is there; undefined where nothing is. */
function followRefs(place: readonly string[]): FoundResponse | undefined {
  let found: unknown = document;
  for (const name of place) found = (found as Record<string, unknown> | undefined)?.[name];
  if (found === undefined) return undefined;
  const { $ref } = found as { $ref?: string };
  if ($ref !== undefined) return followRefs($ref.slice(2).split('/'));
  return { response: found as DocumentedResponse, pointer: `#/${place.map(stepOf).join('/')}` };
}

/** A name as a step of a JSON pointer in an address (RFC 6901, 6). */
export function stepOf(name: string): string {
  return encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));
}
