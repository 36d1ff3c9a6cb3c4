import Type from 'typebox';
import { operation } from '../../http/operation.ts';
import { exampleValues, okAnswer, requestBody, wellFormedPattern } from '../../http/schemas.ts';
import { freshProofErrors, freshProofFields, type ProveFreshly } from '../fresh-proof.ts';
import { exampleRecoveryCodes, recoveryCodes } from './recovery-codes.ts';
import type { SecondFactors } from './second-factors.ts';

const unavailable = ['account.two_factor_unavailable', 'auth.secret_not_set'] as const;
const exampleSecret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

/** `POST /api/account/two-factor`: makes the secret of a second factor, which counts for nothing before `confirm`. */
export const beginTwoFactor = operation({
  path: 'POST /api/account/two-factor',
  operationId: 'beginTwoFactor',
  guard: 'user',
  limit: 'sign-in',
  work: 'logins',
  errors: [...freshProofErrors, ...unavailable, 'account.two_factor_on'],
  tag: 'Accounts',
  summary: 'Begin to set a second factor up',
  description:
    'The server chooses the secret, and tells it this once. It counts for nothing until a code of it is confirmed, within ten minutes. Beginning again ends the secret that waits.',
  body: requestBody(
    'TwoFactorBeginning',
    { currentPassword: freshProofFields.currentPassword },
    { currentPassword: exampleValues.password },
  ),
  answer: okAnswer(
    'The secret, for an authenticator.',
    {
      secret: Type.String({ description: 'In Base32, for typing.' }),
      otpauthUrl: Type.String({ description: 'For a QR code.' }),
      expiresAt: Type.String({ description: 'Until when it waits to be confirmed.' }),
    },
    {
      secret: exampleSecret,
      otpauthUrl: `otpauth://totp/Genie%20Helper:dana%40example.com?secret=${exampleSecret}&issuer=Genie%20Helper&algorithm=SHA1&digits=6&period=30`,
      expiresAt: exampleValues.later,
    },
  ),
  async run({ body, principal, request }, { secondFactors, proveFreshly }: BeginDeps) {
    const proof = await proveFreshly(principal, body, request);
    try {
      const begun = await secondFactors.begin(proof.token);
      request.log.info({ userId: principal.user.userId }, 'a second factor waits for its code');
      return { ok: true, ...begun };
    } finally {
      await proof.end();
    }
  },
});

interface BeginDeps {
  secondFactors: Pick<SecondFactors, 'begin'>;
  proveFreshly: ProveFreshly;
}

/** `POST /api/account/two-factor/confirm`: turns the second factor on. */
export const confirmTwoFactor = operation({
  path: 'POST /api/account/two-factor/confirm',
  operationId: 'confirmTwoFactor',
  guard: 'user',
  limit: 'sign-in',
  work: 'logins',
  errors: [
    ...unavailable,
    'account.two_factor_not_pending',
    'account.proof_refused',
    'directus.unavailable',
  ],
  tag: 'Accounts',
  summary: 'Confirm a second factor',
  description:
    'With a code of the secret that waits. From then on every sign-in needs a code; who is signed in stays so. The code counts as used. Ten wrong ones end the secret.',
  body: requestBody(
    'TwoFactorCode',
    {
      otp: Type.String({
        minLength: 6,
        maxLength: 64,
        pattern: wellFormedPattern,
        description: 'The six digits that the authenticator shows now.',
      }),
    },
    { otp: '123456' },
  ),
  answer: okAnswer(
    'The second factor is on. The codes are told this once.',
    { recoveryCodes },
    { recoveryCodes: exampleRecoveryCodes },
  ),
  async run({ body, principal, request }, deps: { secondFactors: Pick<SecondFactors, 'confirm'> }) {
    const { userId } = principal.user;
    const codes = await deps.secondFactors.confirm({ userId, otp: body.otp });
    request.log.info({ userId }, 'a second factor was turned on');
    return { ok: true, recoveryCodes: codes };
  },
});
