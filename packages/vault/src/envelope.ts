/**
 * The envelope: compact JWE (RFC 7516), A256KW (RFC 7518, 4.4) over A256GCM (RFC 7518, 5.3).
 *
 * Guarantees: one content key an envelope, so no nonce is ever repeated under a key; the header, and in it the record
 * and what is bound beside it, is authenticated; an envelope has exactly one spelling, so that a changed character never goes unnoticed; nothing of
 * the header chooses an algorithm.
 * Doesn't hide the header, the record's names in it, or the length of the value.
 */
import { CompactEncrypt, compactDecrypt, errors } from 'jose';
import type { KeyUses } from './keyring.ts';
import type { EncodedRecord } from './vault-record.ts';

const fixed = { alg: 'A256KW', enc: 'A256GCM' } as const;
/** Of envelopes that bind the record alone, and of those that bind more. */
const mediaTypes = {
  record: 'vnd.genie-helper.vault.v2+jwe',
  bound: 'vnd.genie-helper.vault.v3+jwe',
} as const;

/** An envelope whose form is right; nothing of it is verified yet. */
export interface Envelope {
  /** The protected header as it was received. */
  readonly header: string;
  readonly kid: string;
  /** Whether it binds more than the record. */
  readonly isBound: boolean;
  /** Encrypted key, IV, ciphertext and tag, each with its dot in front. */
  readonly sealed: string;
}

const base64urlEnd = { 0: /^/, 1: /(?!)/, 2: /[AQgw]$/, 3: /[AEIMQUYcgkosw048]$/ };
const thumbprint = /^[\w-]{42}[AEIMQUYcgkosw048]$/;
const recordText = /^[^/]+\/[^/]+\/[^/]+$/;
const boundText = /^[^&=]+(?:=[^&=]*)?(?:&[^&=]+(?:=[^&=]*)?)*$/;

/**
 * Takes an envelope apart.
 *
 * @param text a compact JWE
 * @returns undefined unless it's one that `sealBytes` could have written
 */
export function parseEnvelope(text: string): Envelope | undefined {
  const [header = '', ...sealed] = text.split('.', 6);
  const [key = '', iv = '', ciphertext = '', tag = ''] = sealed;
  // The lengths are those of 40, 12 and 16 bytes.
  if (sealed.length !== 4 || key.length !== 54 || iv.length !== 16 || tag.length !== 22) {
    return undefined;
  }
  if (![header, key, iv, ciphertext, tag].every(isCanonicalBase64url)) return undefined;
  const read = readHeader(header);
  return read && { header, ...read, sealed: `.${sealed.join('.')}` };
}

/**
 * The only protected header there is for a key and a record.
 *
 * @param kid the key's thumbprint
 * @param place as `encodePlace` writes it
 * @returns base64url, as it stands in front of an envelope
 */
export function encodeHeader(kid: string, place: EncodedRecord): string {
  return Buffer.from(JSON.stringify(headerOf(kid, place))).toString('base64url');
}

/**
 * Seals bytes for a record, under a new content key.
 *
 * @returns a compact JWE
 */
export function sealBytes(key: KeyUses, place: EncodedRecord, bytes: Uint8Array): Promise<string> {
  return new CompactEncrypt(bytes)
    .setProtectedHeader(headerOf(key.kid, place))
    .encrypt(key.wrapping);
}

/**
 * Opens an envelope's sealed part under a header that the caller expects, whatever header it came with.
 *
 * @param sealed from `parseEnvelope`
 * @returns undefined if it was sealed with another key or header, or changed since. All of these take the same way:
 *   an encrypted key that doesn't unwrap is replaced by a random one, and the content fails (RFC 7516, 11.5).
 */
export async function openBytes(
  key: KeyUses['wrapping'],
  header: string,
  sealed: string,
): Promise<Uint8Array | undefined> {
  try {
    const { plaintext } = await compactDecrypt(header + sealed, key, {
      keyManagementAlgorithms: [fixed.alg],
      contentEncryptionAlgorithms: [fixed.enc],
      maxDecompressedLength: 0,
    });
    return plaintext;
  } catch (error) {
    if (error instanceof errors.JWEDecryptionFailed) return undefined;
    throw error;
  }
}

function headerOf(kid: string, { record, bound }: EncodedRecord) {
  if (bound === undefined) return { ...fixed, kid, record, typ: mediaTypes.record };
  return { ...fixed, kid, record, bound, typ: mediaTypes.bound };
}

/** Reads a header that is, to the letter, the one for its kid, its record and what it binds. */
function readHeader(header: string): Pick<Envelope, 'kid' | 'isBound'> | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(header, 'base64url').toString());
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  const { kid, record, bound } = parsed as Record<string, unknown>;
  if (typeof kid !== 'string' || !thumbprint.test(kid)) return undefined;
  if (typeof record !== 'string' || !recordText.test(record)) return undefined;
  const isBound = bound !== undefined;
  if (isBound && (typeof bound !== 'string' || !boundText.test(bound))) return undefined;
  return encodeHeader(kid, { record, bound }) === header ? { kid, isBound } : undefined;
}

/** Says whether text is base64url whose unused last bits are zero, so that no two texts mean the same bytes. */
function isCanonicalBase64url(text: string): boolean {
  const rest = (text.length % 4) as 0 | 1 | 2 | 3;
  return /^[\w-]+$/.test(text) && base64urlEnd[rest].test(text);
}

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
  const header = Buffer.from(
    encodeHeader(kid ?? anyKid, { record: '', bound: undefined }),
    'base64url',
  );
  const end = header.indexOf(`"${kid ?? anyKid}"`) + 1 + (kid?.length ?? 0);
  return header.subarray(0, end - (end % 3)).toString('base64url');
}
