/**
 * Secrets of service clients: `gsc_<id>_<43 characters>`. The id says whose it is and is no secret; the rest is 32 random
 * bytes in base64url.
 */
import { createHash, randomBytes } from 'node:crypto';

const form = /^gsc_([0-9a-f]{16})_[\w-]{43}$/;

/** 16 characters that no other client has. */
export function newClientId(): string {
  return randomBytes(8).toString('hex');
}

/** A new secret, to be shown once. */
export function newClientSecret(id: string): string {
  return `gsc_${id}_${randomBytes(32).toString('base64url')}`;
}

/** The id of the client whose secret a text claims to be; undefined where it has another form. */
export function clientIdOf(text: string): string | undefined {
  return form.exec(text)?.[1];
}

/** What is kept of a secret: SHA-256 of all its characters. A secret of 256 random bits needs no slower hash. */
export function hashClientSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
