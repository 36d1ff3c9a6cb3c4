/**
 * The check of the shared secret between servers.
 *
 * Guarantees: how long it takes doesn't depend on how much of a secret was guessed, nor on which of the two
 * secrets fits; nothing is accepted where no current secret is set; several headers are none.
 */
import { createHmac, createSecretKey, randomBytes, timingSafeEqual } from 'node:crypto';

/** Which of the secrets somebody showed; `previous` only during a rotation. */
export type SecretGeneration = 'current' | 'previous';

/** Judges what somebody showed as the shared secret. */
export type SharedSecretCheck = ReturnType<typeof createSharedSecretCheck>;

/** @param secrets the values of RBAC_SYNC_WEBHOOK_SECRET and RBAC_SYNC_WEBHOOK_SECRET_PREVIOUS */
export function createSharedSecretCheck(secrets: {
  current: string | undefined;
  previous: string | undefined;
}) {
  // Digests under a key that nobody knows: of equal length, and not to be steered by what is shown.
  const key = createSecretKey(randomBytes(32));
  const digest = (bytes: Buffer) => createHmac('sha256', key).update(bytes).digest();
  const digestOf = (secret: string | undefined) =>
    secret === undefined ? undefined : digest(Buffer.from(secret, 'utf8'));
  const current = digestOf(secrets.current);
  // A random digest stands for a secret that isn't set, so that both are always compared.
  const previous = digestOf(secrets.previous) ?? randomBytes(32);
  return {
    /** False: no secret is set, and `check` refuses everything. */
    isSet: current !== undefined,
    /** @param presented every value of the header that came; `null`: it's no secret of ours */
    check(presented: readonly string[]): SecretGeneration | null {
      const [value] = presented;
      if (current === undefined || value === undefined || presented.length !== 1) return null;
      // Node gives a header's bytes as Latin-1.
      const shown = digest(Buffer.from(value, 'latin1'));
      const isCurrent = timingSafeEqual(shown, current);
      const isPrevious = timingSafeEqual(shown, previous);
      if (isCurrent) return 'current';
      return isPrevious ? 'previous' : null;
    },
  };
}
