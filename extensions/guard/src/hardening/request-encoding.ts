/**
 * JSON bodies that Directus would keep otherwise than they were sent.
 *
 * Guarantees: a body that isn't UTF-8, by its bytes or by the charset that it names, is refused before any route has it,
 * and so is half of a surrogate pair, which UTF-8 can't say: Directus would put U+FFFD in the place of each, and every
 * password of such bytes would be the same one. A compressed body is judged by what it holds.
 *
 * Doesn't look at files and imports (`multipart/form-data`), which are bytes.
 */
import { isUtf8 } from 'node:buffer';
import { InvalidPayloadError } from '@directus/errors';
import { namesOtherCharset } from '@genie-helper/guard-protocol';
import type { DirectusRequest, Next } from '../shared/directus.ts';

type ParsedRequest = Pick<DirectusRequest, 'headers' | 'body' | 'rawBody'>;

/** Express middleware behind Directus's parser of JSON: refuses with 400 what isn't UTF-8. */
export function refuseOtherEncodings(request: ParsedRequest, _response: unknown, next: Next): void {
  const reason = whyNotUtf8(request);
  next(reason === undefined ? undefined : new InvalidPayloadError({ reason }));
}

function whyNotUtf8({ headers, body, rawBody }: ParsedRequest): string | undefined {
  // Directus keeps the bytes of JSON alone, as they are after decompression.
  if (rawBody === undefined) return undefined;
  if (namesOtherCharset(String(headers?.['content-type'] ?? '')) || !isUtf8(rawBody)) {
    return 'The body is not UTF-8. Send it as UTF-8, and name no other charset in Content-Type';
  }
  return hasHalfSurrogate(body, rawBody) ? 'The body has half of a surrogate pair' : undefined;
}

/** In UTF-8 only an escape can bring one. `JSON.stringify` leaves none but halves escaped. */
function hasHalfSurrogate(body: unknown, rawBody: Buffer): boolean {
  if (!/\\u[dD][89a-fA-F]/.test(rawBody.toString('latin1'))) return false;
  return /(?<!\\)(?:\\\\)*\\ud[89a-f]/.test(JSON.stringify(body) ?? '');
}
