/**
 * How much one GraphQL document may ask for.
 *
 * Guarantees: at `/graphql` and `/graphql/system`, in an address and in a body, who isn't an administrator gets 400 for
 * more aliases, selection sets or spreads than a client needs, before Directus parses the document. Each alias of a
 * list is a list of its own: 60 of them in one document made 287 MB. The rows are `read-bounds.ts`'s.
 */
import { InvalidPayloadError } from '@directus/errors';
import type { DirectusRequest, Next } from '../shared/directus.ts';
import { plainPathOf } from '../shared/request-path.ts';
import { scanGraphql } from './scan-graphql.ts';

/** The introspection that tools send has 82 selection sets and 10 spreads, each fragment counted where it stands. */
const bounds = { aliases: 20, selectionSets: 120, spreads: 40, characters: 100_000 };

type GraphqlRequest = Pick<DirectusRequest, 'path' | 'query' | 'body' | 'accountability'>;

/** Express middleware: refuses with 400 a document that asks for too much. */
export function refuseLargeDocuments(
  { path, query, body, accountability }: GraphqlRequest,
  _response: unknown,
  next: Next,
): void {
  const isBounded = isGraphql(path) && accountability?.admin !== true;
  const reason = isBounded
    ? (whyTooLarge(documentOf(query)) ?? whyTooLarge(documentOf(body)))
    : undefined;
  next(reason === undefined ? undefined : new InvalidPayloadError({ reason }));
}

/** Whether a path is one of GraphQL's, in whatever spelling. */
export function isGraphql(path: string): boolean {
  return /^\/graphql(\/|$)/.test(plainPathOf(path));
}

/** Directus takes no document but a text. */
function documentOf(holder: unknown): string {
  const document: unknown =
    typeof holder === 'object' && holder !== null ? Reflect.get(holder, 'query') : undefined;
  return typeof document === 'string' ? document : '';
}

function whyTooLarge(document: string): string | undefined {
  if (document.length > bounds.characters) {
    return `The document has over ${bounds.characters} characters. Use variables`;
  }
  const size = scanGraphql(document, bounds.selectionSets + 1);
  const { aliases, selectionSets, spreads } = bounds;
  if (size.aliases > aliases) return `The document has over ${aliases} aliases. Send several`;
  if (size.selectionSets <= selectionSets && size.spreads <= spreads) return undefined;
  return `The document has over ${selectionSets} selection sets or ${spreads} spreads. Send several`;
}
