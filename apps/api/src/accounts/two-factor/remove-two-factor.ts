import Type from 'typebox';
import { operation } from '../../http/operation.ts';
import { exampleValues, requestBody } from '../../http/schemas.ts';
import { freshProofErrors, freshProofFields, type ProveFreshly } from '../fresh-proof.ts';
import type { SecondFactors } from './second-factors.ts';

/** `DELETE /api/account/two-factor`: takes the second factor off, with its recovery codes. */
export const removeTwoFactor = operation({
  path: 'DELETE /api/account/two-factor',
  operationId: 'removeTwoFactor',
  guard: 'user',
  limit: 'sign-in',
  work: 'logins',
  errors: [...freshProofErrors, 'auth.secret_not_set'],
  tag: 'Accounts',
  summary: 'Take the second factor off',
  description: 'Its recovery codes end. Who is signed in stays so. Also where there is none.',
  body: requestBody('TwoFactorRemoval', freshProofFields, {
    currentPassword: exampleValues.password,
    otp: '123456',
  }),
  status: 204,
  answer: Type.Null({ description: 'The password alone signs in now.' }),
  async run({ body, principal, request }, { secondFactors, proveFreshly }: RemoveDeps) {
    const proof = await proveFreshly(principal, body, request);
    try {
      await secondFactors.remove(proof.token);
    } finally {
      await proof.end();
    }
    request.log.info({ userId: principal.user.userId }, 'a second factor was taken off');
    return null;
  },
});

interface RemoveDeps {
  secondFactors: Pick<SecondFactors, 'remove'>;
  proveFreshly: ProveFreshly;
}
