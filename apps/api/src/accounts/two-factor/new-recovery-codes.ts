import { operation } from '../../http/operation.ts';
import { exampleValues, okAnswer, requestBody } from '../../http/schemas.ts';
import { freshProofErrors, freshProofFields, type ProveFreshly } from '../fresh-proof.ts';
import { exampleRecoveryCodes, recoveryCodes } from './recovery-codes.ts';
import type { SecondFactors } from './second-factors.ts';

/** `POST /api/account/recovery-codes`: new recovery codes in place of all that there were. */
export const newRecoveryCodes = operation({
  path: 'POST /api/account/recovery-codes',
  operationId: 'newRecoveryCodes',
  guard: 'user',
  limit: 'sign-in',
  work: 'logins',
  errors: [...freshProofErrors, 'account.two_factor_off', 'auth.secret_not_set'],
  tag: 'Accounts',
  summary: 'Make new recovery codes',
  description: 'The ones of before end.',
  body: requestBody('RecoveryCodesRenewal', freshProofFields, {
    currentPassword: exampleValues.password,
    otp: '123456',
  }),
  answer: okAnswer(
    'The codes, told this once.',
    { recoveryCodes },
    { recoveryCodes: exampleRecoveryCodes },
  ),
  async run({ body, principal, request }, { secondFactors, proveFreshly }: NewRecoveryCodesDeps) {
    const proof = await proveFreshly(principal, body, request);
    try {
      const codes = await secondFactors.renewRecoveryCodes(proof.token);
      request.log.info({ userId: principal.user.userId }, 'recovery codes were made anew');
      return { ok: true, recoveryCodes: codes };
    } finally {
      await proof.end();
    }
  },
});

interface NewRecoveryCodesDeps {
  secondFactors: Pick<SecondFactors, 'renewRecoveryCodes'>;
  proveFreshly: ProveFreshly;
}
