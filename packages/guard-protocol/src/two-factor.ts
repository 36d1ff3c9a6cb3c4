/**
 * What our API asks of the guard for people's second factors. The guard makes and keeps the secret; it is told once, to
 * whoever sets the factor up.
 *
 * `proof` is the token of a session that the account's password, with a code where there is a second factor, has just
 * begun.
 */
export const twoFactorPaths = {
  begin: '/genie/two-factor/begin',
  confirm: '/genie/two-factor/confirm',
  remove: '/genie/two-factor/remove',
  recoveryCodes: '/genie/two-factor/recovery-codes',
  state: '/genie/two-factor/state',
  /** For administrators, with their own token, as the next. */
  removeOf: '/genie/two-factor/remove-of',
  health: '/genie/two-factor/health',
} as const;

/** How long a new secret waits for a code that confirms it, in milliseconds. */
export const twoFactorPendingMs = 10 * 60_000;

/** Of whoever has just proven the password. */
export interface ProvenRequest {
  proof: string;
}

export interface ConfirmRequest {
  userId: string;
  otp: string;
}

/** `refused`: the proof has ended · `unavailable`: the guard has no key to seal with. */
export type BeginAnswer =
  | { verdict: 'begun'; secret: string; otpauthUrl: string; expiresAt: number }
  | { verdict: 'refused' | 'on' | 'unavailable' };

export type ConfirmAnswer =
  | { verdict: 'confirmed'; recoveryCodes: string[] }
  | { verdict: 'wrong' | 'not_pending' | 'unavailable' };

export interface RemoveAnswer {
  verdict: 'removed' | 'refused';
}

export type RecoveryCodesAnswer =
  | { verdict: 'made'; recoveryCodes: string[] }
  | { verdict: 'refused' | 'off' };

export interface TwoFactorState {
  enabled: boolean;
  recoveryCodesLeft: number;
}

/** For the doctor. */
export interface TwoFactorHealth {
  /** Whether there is a key to seal with. */
  canSeal: boolean;
  /** Accounts that have a second factor. */
  on: number;
  /** Of these, those whose secret no key of the guard opens, or is gone: they can't sign in. */
  unopenable: number;
  /** Of these, those whose secret lies in the clear. */
  plain: number;
}
