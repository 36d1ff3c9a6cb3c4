/**
 * Requests that a service client signs instead of sending its secret: HTTP Message Signatures (RFC 9421) with
 * `hmac-sha256` (3.3.3), over `@method`, `@path`, `@query` and `content-digest` (RFC 9530), with `created`, `nonce` and
 * `keyid`. The key is the SHA-256 of the secret, which is all that the server keeps of it, sealed.
 *
 * Guarantees: what is signed is read in one way. A request has one signature, which covers these four and nothing else,
 * each as it came; anything else is no signature. The comparison takes the same time whatever was guessed.
 *
 * Doesn't guarantee by itself: that a nonce comes once, that the body is the one of the digest (`digestFits` says that), or
 * that the time is near; whoever lets the client in checks all three.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import {
  isInnerList,
  type Parameters,
  parseDictionary,
  serializeInnerList,
} from 'structured-headers';
import type { ServiceClient } from './client-record.ts';

/** How far from now a signature may have been made, before or after, in milliseconds. */
export const signatureLifeMs = 60_000;

/** In the names of RFC 9421, 2: all of them, in any order. */
export const coveredComponents = ['@method', '@path', '@query', 'content-digest'] as const;

/** The parts of a request that are signed, and its signature. */
export interface SignedRequest {
  method: string;
  /** Path and query, as they came. */
  target: string;
  /** Every value of each header that came. */
  contentDigest: readonly string[];
  signatureInput: readonly string[];
  signature: readonly string[];
}

/** A signature of the one form that counts; nothing of it is verified. */
export interface ClientSignature {
  clientId: string;
  nonce: string;
  /** Epoch seconds. */
  created: number;
  /** Epoch seconds, where the client says until when it counts. */
  expires: number | undefined;
  contentDigest: string;
  /** What is signed (RFC 9421, 2.5). */
  base: string;
  bytes: Buffer;
}

const allowedParameters = new Set(['created', 'expires', 'nonce', 'keyid', 'alg']);
const clientId = /^[0-9a-f]{16}$/;

/** @returns undefined where there is no signature, several, or one of another form */
export function readSignature(request: SignedRequest): ClientSignature | undefined {
  const [input, signature, contentDigest] = [
    request.signatureInput,
    request.signature,
    request.contentDigest,
  ].map((values) => (values.length === 1 ? values[0] : undefined));
  if (input === undefined || signature === undefined || contentDigest === undefined) return;
  const stated = readOnlyMember(input);
  const given = readOnlyMember(signature);
  if (stated === undefined || given === undefined || stated.label !== given.label) return;
  const { member } = stated;
  if (!isInnerList(member)) return;
  const [items, parameters] = member;
  const names = items.map(([name, own]) => (own.size === 0 ? name : undefined));
  const read = readParameters(parameters);
  const values = valuesOf(request, contentDigest);
  const isWhole =
    names.length === coveredComponents.length &&
    coveredComponents.every((component) => names.includes(component));
  const [bytes] = given.member;
  if (!isWhole || read === undefined || values === undefined) return;
  if (!(bytes instanceof ArrayBuffer)) return;
  const lines = names.map((name): [string, string] => [
    String(name),
    values[name as keyof typeof values],
  ]);
  const base = signatureBase(lines, serializeInnerList(member));
  return { ...read, contentDigest, base, bytes: Buffer.from(bytes) };
}

/** The signature base of RFC 9421, 2.5. @param lines names of components with their values, in order */
export function signatureBase(
  lines: readonly (readonly [name: string, value: string])[],
  parameters: string,
): string {
  const all = [...lines, ['@signature-params', parameters] as const];
  return all.map(([name, value]) => `"${name}": ${value}`).join('\n');
}

/** RFC 9421, 3.3.3. */
export function hmacSha256(key: Uint8Array, base: string): Buffer {
  return createHmac('sha256', key).update(base, 'utf8').digest();
}

/** By which of a client's secrets a request was signed; null: none. Both are always tried. */
export function signerOf(
  { secrets }: Pick<ServiceClient, 'secrets'>,
  { base, bytes }: Pick<ClientSignature, 'base' | 'bytes'>,
): 'current' | 'previous' | null {
  const [isCurrent, isPrevious] = [secrets[0], secrets[1]].map((secret) => {
    const made = hmacSha256(Buffer.from(secret?.hash ?? '', 'base64url'), base);
    const isEqual = bytes.length === made.length && timingSafeEqual(bytes, made);
    // An empty key is everybody's.
    return isEqual && secret !== undefined;
  });
  if (isCurrent) return 'current';
  return isPrevious ? 'previous' : null;
}

/** Whether a signature is of about now. @param now epoch milliseconds */
export function isTimely({ created, expires }: ClientSignature, now: number): boolean {
  if (Math.abs(now - created * 1_000) > signatureLifeMs) return false;
  return expires === undefined || now <= expires * 1_000;
}

const digests = { 'sha-256': 'sha256', 'sha-512': 'sha512' } as const;

/** Whether a body is the one of a `Content-Digest` (RFC 9530, 2): by every digest in it that is known, at least one. */
export function digestFits(contentDigest: string, body: Uint8Array): boolean {
  const members = readDictionary(contentDigest);
  const known = Object.entries(digests).filter(([name]) => members?.has(name) === true);
  return (
    known.length > 0 &&
    known.every(([name, algorithm]) => {
      const [bytes] = members?.get(name) ?? [];
      const isBytes = bytes instanceof ArrayBuffer;
      return isBytes && createHash(algorithm).update(body).digest().equals(Buffer.from(bytes));
    })
  );
}

function readDictionary(text: string): ReturnType<typeof parseDictionary> | undefined {
  try {
    return parseDictionary(text);
  } catch {
    return undefined;
  }
}

/** The one member of a dictionary; undefined where there is another number of them. */
function readOnlyMember(text: string) {
  const [first, ...others] = readDictionary(text) ?? [];
  if (first === undefined || others.length > 0) return undefined;
  const [label, member] = first;
  return { label, member };
}

function readParameters(
  parameters: Parameters,
): Pick<ClientSignature, 'clientId' | 'nonce' | 'created' | 'expires'> | undefined {
  const { created, expires, nonce, keyid, alg = 'hmac-sha256' } = Object.fromEntries(parameters);
  if ([...parameters.keys()].some((name) => !allowedParameters.has(name))) return undefined;
  if (alg !== 'hmac-sha256' || !isSeconds(created)) return undefined;
  if (expires !== undefined && !isSeconds(expires)) return undefined;
  if (typeof keyid !== 'string' || !clientId.test(keyid)) return undefined;
  if (typeof nonce !== 'string' || nonce.length < 16 || nonce.length > 128) return undefined;
  return { clientId: keyid, nonce, created, expires };
}

function isSeconds(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** RFC 9421, 2.2.1, 2.2.6 and 2.2.7. Nothing is made plainer than it came: a proxy that rewrites paths breaks a signature. */
function valuesOf({ method, target }: SignedRequest, contentDigest: string) {
  if (!target.startsWith('/')) return undefined;
  const [path = '/'] = target.split('?', 1);
  const query = target.slice(path.length);
  return {
    '@method': method,
    '@path': path,
    '@query': query === '' ? '?' : query,
    'content-digest': contentDigest.trim(),
  };
}
