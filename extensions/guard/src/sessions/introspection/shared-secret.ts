import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares in a time that depends on neither the secrets nor how much of them was guessed. */
export function createSecretCheck(secrets: readonly string[]): (given: unknown) => boolean {
  const accepted = secrets.map(digest);
  return (given) => {
    if (typeof given !== 'string') return false;
    const candidate = digest(given);
    return accepted.filter((secret) => timingSafeEqual(secret, candidate)).length > 0;
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
