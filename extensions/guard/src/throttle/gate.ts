import { createHash } from 'node:crypto';
import { type Attempt, createAttemptLimiter, type Refusal } from './attempt-limiter.ts';
import { addressKey } from './client-address.ts';
import type { LoginLimits } from './limits.ts';

/** How one attempt ended. */
export type Outcome = 'failed' | 'succeeded' | 'abandoned';

export interface Admission {
  end(outcome: Outcome): void;
}

/**
 * Decides whether an attempt on an account from an address may be made. Every count belongs to an
 * address, so failures at one address never stop anyone at another.
 */
export interface Gate {
  admit(address: string | null | undefined, account: string): Promise<Admission | Refusal>;
  /** Whether an attempt would be refused now; counts nothing. */
  refusal(address: string | null | undefined, account: string): Refusal | undefined;
}

export function createGate(limits: LoginLimits): Gate {
  const common = { windowMs: limits.windowMs, maxKeys: limits.maxTracked };
  const accounts = createAttemptLimiter({ ...common, maxFailures: limits.accountFailures });
  const addresses = createAttemptLimiter({ ...common, maxFailures: limits.addressFailures });

  return {
    async admit(address, account) {
      const byAddress = addressKey(address);
      const onAccount = await accounts.begin(accountKey(byAddress, account));
      if ('retryAfterMs' in onAccount) return onAccount;
      const onAddress = await addresses.begin(byAddress);
      if ('retryAfterMs' in onAddress) {
        onAccount.abandoned();
        return onAddress;
      }
      return { end: (outcome) => endBoth(onAccount, onAddress, outcome) };
    },
    refusal(address, account) {
      const byAddress = addressKey(address);
      return accounts.refusal(accountKey(byAddress, account)) ?? addresses.refusal(byAddress);
    },
  };
}

/** A success clears the account's count only: logging in to one's own account buys no more guesses. */
function endBoth(onAccount: Attempt, onAddress: Attempt, outcome: Outcome): void {
  onAccount[outcome]();
  if (outcome === 'succeeded') onAddress.abandoned();
  else onAddress[outcome]();
}

/** Hashed, so that a name of a megabyte takes no more memory than another. */
function accountKey(byAddress: string, account: string): string {
  const digest = createHash('sha256').update(account.trim().toLowerCase()).digest('base64url');
  return `${byAddress} ${digest}`;
}
