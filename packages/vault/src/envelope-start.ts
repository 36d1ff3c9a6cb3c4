import { encodeHeader } from './envelope.ts';

/** A stand-in of a thumbprint's length. */
const anyKid = 'A'.repeat(43);

/**
 * The characters with which every envelope of a key begins, whatever it is sealed for: for finding envelopes in a
 * database without reading them. Nothing is verified: for counting, never for a decision.
 *
 * @param kid the key's thumbprint; left out: what envelopes of all keys begin with
 * @returns base64url, ASCII
 */
export function envelopeStart(kid?: string): string {
  // Three bytes make four characters; those that share bytes with what comes next are left out.
  const header = Buffer.from(encodeHeader(kid ?? anyKid, ''), 'base64url');
  const end = header.indexOf(`"${kid ?? anyKid}"`) + 1 + (kid?.length ?? 0);
  return header.subarray(0, end - (end % 3)).toString('base64url');
}
