/**
 * Second factors, as the guard inside Directus keeps them.
 *
 * Guarantees: a secret and recovery codes pass through here once, to whoever made them, and into no log. No answer of
 * Directus is an outage, never a refusal.
 */
import { type DirectusClient, isRecord } from '@genie-helper/directus-client';
import {
  type BeginAnswer,
  type ConfirmAnswer,
  type ConfirmRequest,
  type RecoveryCodesAnswer,
  type TwoFactorState,
  twoFactorPaths,
} from '@genie-helper/guard-protocol';
import { AppError, directusUnavailable } from '../../http/errors.ts';

export type SecondFactors = ReturnType<typeof createSecondFactors>;

/** @param deps `secret` opens the guard's routes; unset: there are no second factors */
export function createSecondFactors(deps: {
  client: Pick<DirectusClient, 'call'>;
  secret: string | undefined;
}) {
  /** @throws AppError `auth.secret_not_set` · `directus.unavailable` */
  async function ask(path: string, body: object): Promise<Record<string, unknown>> {
    if (deps.secret === undefined) throw new AppError('auth.secret_not_set');
    const answer = await deps.client.call({
      method: 'POST',
      path,
      body,
      sharedSecret: deps.secret,
    });
    if (answer.ok && isRecord(answer.data)) return answer.data;
    throw directusUnavailable(answer.ok ? 'second factor: another form' : unexpected(answer));
  }

  return {
    /** @throws as `ask` */
    async state(userId: string): Promise<TwoFactorState> {
      const { enabled, recoveryCodesLeft } = await ask(twoFactorPaths.state, { userId });
      if (typeof enabled === 'boolean' && typeof recoveryCodesLeft === 'number') {
        return { enabled, recoveryCodesLeft };
      }
      throw directusUnavailable('second factor: a state of another form');
    },
    /**
     * Makes a secret that waits for a code.
     *
     * @param proof the token of a session that has just begun with the account's password
     * @throws AppError `account.two_factor_on` · `account.two_factor_unavailable` · `account.proof_refused`; as `ask`
     */
    async begin(proof: string) {
      const answer = (await ask(twoFactorPaths.begin, { proof })) as unknown as BeginAnswer;
      if (answer.verdict !== 'begun') throw refusalOf(answer.verdict);
      const { secret, otpauthUrl, expiresAt } = answer;
      return { secret, otpauthUrl, expiresAt: new Date(expiresAt).toISOString() };
    },
    /**
     * @returns the recovery codes
     * @throws AppError `account.proof_refused` for a wrong code · `account.two_factor_not_pending` ·
     *   `account.two_factor_unavailable`; as `ask`
     */
    async confirm(request: ConfirmRequest): Promise<string[]> {
      const answer = (await ask(twoFactorPaths.confirm, request)) as unknown as ConfirmAnswer;
      if (answer.verdict !== 'confirmed') throw refusalOf(answer.verdict);
      return answer.recoveryCodes;
    },
    /** Takes it off. @throws AppError `account.proof_refused`; as `ask` */
    async remove(proof: string): Promise<void> {
      const { verdict } = await ask(twoFactorPaths.remove, { proof });
      if (verdict !== 'removed') throw refusalOf(verdict);
    },
    /** Makes new ones; those of before end. @throws AppError `account.two_factor_off` · `account.proof_refused`; as `ask` */
    async renewRecoveryCodes(proof: string): Promise<string[]> {
      const answer = await ask(twoFactorPaths.recoveryCodes, { proof });
      const { verdict, ...made } = answer as unknown as RecoveryCodesAnswer;
      if (verdict !== 'made') throw refusalOf(verdict);
      return (made as { recoveryCodes: string[] }).recoveryCodes;
    },
  };
}

function refusalOf(verdict: unknown): AppError {
  switch (verdict) {
    case 'refused':
      return new AppError('account.proof_refused', { internal: 'the proof has ended' });
    case 'wrong':
      return new AppError('account.proof_refused', { internal: 'a wrong code to confirm with' });
    case 'on':
      return new AppError('account.two_factor_on');
    case 'off':
      return new AppError('account.two_factor_off');
    case 'not_pending':
      return new AppError('account.two_factor_not_pending');
    case 'unavailable':
      return new AppError('account.two_factor_unavailable');
    default:
      return directusUnavailable('second factor: another verdict');
  }
}

function unexpected({ status, code }: { status: number; code: string }): string {
  return `second factor: ${status} ${code}`;
}
