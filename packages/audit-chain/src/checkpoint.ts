/**
 * Checkpoints: what proves at a later time that the log up to an entry is what it was.
 *
 * Guarantees: only a holder of the key makes a checkpoint that verifies, and the public key is enough to verify one. Since
 * an entry's hash covers all before it, the newest checkpoint proves everything up to its entry.
 *
 * Doesn't guarantee: anything about entries since the last checkpoint; whoever may write the database may still rewrite
 * those. A checkpoint that lies where the same person can remove it proves nothing either.
 */
import {
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import canonicalize from 'canonicalize';
import type { ChainHead } from './entry.ts';

/** A line of the file of checkpoints. */
export interface Checkpoint extends ChainHead {
  /** When it was signed; ISO 8601. All entries up to `seq` are older. */
  at: string;
  /** The public key (RFC 8032), base64url. */
  key: string;
  /** Ed25519 over the canonical JSON (RFC 8785) of the rest, base64url. */
  signature: string;
}

export interface CheckpointKey {
  /** The public half, base64url: what whoever verifies has to know. */
  publicKey: string;
  sign(text: string): string;
}

/** Before the 32 bytes of an Ed25519 key, in PKCS #8 and in SPKI (RFC 8410). */
const privatePrefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const publicPrefix = Buffer.from('302a300506032b6570032100', 'hex');

/**
 * The key that signs, made from a secret of the API by HKDF (RFC 5869) under a label of its own: it's the same on every
 * machine with the same secret, and tells nothing of it.
 *
 * @param secret at least 32 bytes
 */
export function checkpointKey(secret: Uint8Array | KeyObject): CheckpointKey {
  const seed = Buffer.from(hkdfSync('sha256', secret, '', 'genie-helper/audit-checkpoints/v1', 32));
  const der = Buffer.concat([privatePrefix, seed]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  seed.fill(0);
  der.fill(0);
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return {
    publicKey: spki.subarray(publicPrefix.length).toString('base64url'),
    sign: (text) => sign(null, Buffer.from(text), key).toString('base64url'),
  };
}

export function signCheckpoint(key: CheckpointKey, { seq, hash }: ChainHead, at: Date): Checkpoint {
  const said = { seq, hash, at: at.toISOString(), key: key.publicKey };
  return { ...said, signature: key.sign(textOf(said)) };
}

function textOf({ seq, hash, at, key }: Omit<Checkpoint, 'signature'>): string {
  return `genie-helper audit checkpoint ${canonicalize({ seq, hash, at, key })}`;
}

/** Whether the holder of its key signed it. Whether that key is one to trust is for the caller to know. */
export function isSigned(checkpoint: Checkpoint): boolean {
  const key = publicKeyOf(checkpoint.key);
  if (key === undefined) return false;
  const signature = Buffer.from(checkpoint.signature, 'base64url');
  return verify(null, Buffer.from(textOf(checkpoint)), key, signature);
}

function publicKeyOf(text: string): KeyObject | undefined {
  const raw = Buffer.from(text, 'base64url');
  if (raw.length !== 32) return undefined;
  const der = Buffer.concat([publicPrefix, raw]);
  return createPublicKey({ key: der, format: 'der', type: 'spki' });
}

/** @returns undefined for what isn't a checkpoint, whoever signed it */
export function parseCheckpoint(value: unknown): Checkpoint | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { seq, hash, at, key, signature } = value as Record<string, unknown>;
  const isWhole = typeof seq === 'number' && Number.isSafeInteger(seq) && seq > 0;
  const isHash = typeof hash === 'string' && /^[0-9a-f]{64}$/.test(hash);
  const isTime = typeof at === 'string' && !Number.isNaN(Date.parse(at));
  if (!isWhole || !isHash || !isTime) return undefined;
  if (typeof key !== 'string' || typeof signature !== 'string') return undefined;
  return { seq, hash, at, key, signature };
}
