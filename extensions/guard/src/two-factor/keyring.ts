/**
 * The guard's own keys (`GUARD_KEY`, `GUARD_KEY_PREVIOUS`), which secrets of second factors are sealed with.
 *
 * Guarantees: AES-256-GCM under a key derived for this alone (HKDF-SHA-256), with a random nonce each time. Whose secret
 * it is and what it may be used for are authenticated: a sealed text that is put into another row, or from a factor that
 * was never confirmed into one that counts, doesn't open. A text says which key it needs.
 *
 * The key is in the environment of Directus's process and in no database. The vault's key isn't there, so whoever
 * reads this one opens no stored credentials.
 */
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import type { GuardSettings } from '../shared/settings.ts';

/** Whose secret, and whether its factor is confirmed. */
export interface SecretOwner {
  userId: string;
  state: 'pending' | 'on';
}

export interface Keyring {
  /** Whether there is a key to seal with. */
  canSeal: boolean;
  /** How every text that the current key sealed begins; undefined where there is none. */
  currentPrefix: string | undefined;
  /** How texts begin that can be opened. */
  prefixes: readonly string[];
  /** @throws Error where there is no current key */
  seal(secret: string, owner: SecretOwner): string;
  /** @returns undefined where no key of ours opens it */
  open(sealed: string, owner: SecretOwner): string | undefined;
}

const version = 'v1';
const purpose = 'genie-helper second factors v1';

export function createKeyring({
  guardKey,
  previousGuardKey,
}: Pick<GuardSettings, 'guardKey' | 'previousGuardKey'>): Keyring {
  const current = guardKey === undefined ? undefined : toKey(guardKey);
  const previous = previousGuardKey === undefined ? undefined : toKey(previousGuardKey);
  const keys = [current, previous].filter((key) => key !== undefined);
  return {
    canSeal: current !== undefined,
    currentPrefix: current?.prefix,
    prefixes: keys.map(({ prefix }) => prefix),
    seal(secret, owner) {
      if (current === undefined) throw new Error('GUARD_KEY is not set.');
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', current.bytes, nonce, { authTagLength: 16 });
      cipher.setAAD(associatedData(current.prefix, owner));
      const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      const parts = [nonce, text, cipher.getAuthTag()].map((part) => part.toString('base64url'));
      return `${current.prefix}${parts.join('.')}`;
    },
    open(sealed, owner) {
      const key = keys.find(({ prefix }) => sealed.startsWith(prefix));
      if (key === undefined) return undefined;
      const parts = sealed.slice(key.prefix.length).split('.');
      const [nonce, text, tag] = parts.map((part) => Buffer.from(part, 'base64url'));
      if (nonce === undefined || text === undefined || tag === undefined) return undefined;
      try {
        const decipher = createDecipheriv('aes-256-gcm', key.bytes, nonce, { authTagLength: 16 });
        decipher.setAAD(associatedData(key.prefix, owner));
        decipher.setAuthTag(tag);
        return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8');
      } catch {
        return undefined;
      }
    },
  };
}

function toKey(bytes: Buffer) {
  const id = createHash('sha256').update(purpose).update(bytes).digest('base64url').slice(0, 8);
  return {
    prefix: `${version}.${id}.`,
    bytes: Buffer.from(hkdfSync('sha256', bytes, '', purpose, 32)),
  };
}

function associatedData(prefix: string, { userId, state }: SecretOwner): Buffer {
  return Buffer.from(`${prefix} ${userId} ${state}`);
}
