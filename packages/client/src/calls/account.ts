import type {
  AccountChanges,
  EmailChange,
  EmailProof,
  FreshProof,
  OwnAccessQuery,
  PasswordChange,
  PasswordReset,
} from '../api-types.ts';
import { answerCut } from '../errors.ts';
import { readChunks } from '../http/exchange.ts';
import { type CallOptions, startDeadline } from '../http/time.ts';
import { type ApiCall, type OpenRequest, resultOf, toApiRequest } from './api-call.ts';

export type AccountCalls = ReturnType<typeof accountCalls>;

const beginTimeoutMs = 30_000;
/** Nothing of a document for so long: the connection is dead. */
const silenceTimeoutMs = 60_000;
/** How a document ends that is whole. */
const wholeEnd = /"complete"\s*:\s*true\s*\}\s*$/;

/**
 * Somebody's own account. Links come in mails, behind `#token=` in their address; `token` is what stands there.
 *
 * @param call as whoever is signed in; `publicCall` as whoever is there, if anybody; `open` for answers that are long
 */
export function accountCalls(call: ApiCall, publicCall: ApiCall, open: OpenRequest) {
  return {
    /** The account, with whether its address is proven. */
    get: async (options?: CallOptions) => (await call('get', '/api/account', {}, options)).account,
    /** Changes the names. */
    update: async (body: AccountChanges, options?: CallOptions) =>
      (await call('patch', '/api/account', { body }, options)).account,
    /** Where the account is signed in, the newest first. */
    devices: async (options?: CallOptions) =>
      (await call('get', '/api/account/sessions', {}, options)).sessions,
    /** Signs one of them out, at once. @throws GenieApiError `account.session_not_found`: it may have ended already */
    async endDevice(id: string, options?: CallOptions): Promise<void> {
      await call('delete', '/api/account/sessions/{id}', { id }, options);
    },
    /** Signs all others out, at once. */
    async endOtherDevices(options?: CallOptions): Promise<void> {
      await call('delete', '/api/account/sessions', {}, options);
    },
    /**
     * Changes the password. Every session ends but this one's cookie; a client with tokens signs in again.
     *
     * @throws GenieApiError `account.proof_refused` for a wrong password or code, `account.otp_required`
     */
    async changePassword(body: PasswordChange, options?: CallOptions): Promise<void> {
      await call('post', '/api/account/password', { body }, options);
    },
    /**
     * Has a link mailed to another address; the link makes the change.
     *
     * @throws GenieApiError as `changePassword`; `mail.not_configured`
     */
    async changeEmail(body: EmailChange, options?: CallOptions): Promise<void> {
      await call('post', '/api/account/email', { body }, options);
    },
    /** Has the link mailed once more by which the address is proven. @throws GenieApiError `account.already_verified` */
    async resendVerification(options?: CallOptions): Promise<void> {
      await call('post', '/api/account/email/resend', {}, options);
    },
    /**
     * Proves an address, or makes the change to it, by the link of a mail, as whoever is signed in.
     *
     * @throws GenieApiError `account.token_invalid` for every link that counts for nothing
     */
    verifyEmail: (body: EmailProof, options?: CallOptions) =>
      call('post', '/api/account/email/verify', { body }, options).then(resultOf),
    /**
     * The same for a page where nobody need be signed in.
     *
     * @param body `currentPassword`: that of the account, without which its password and sign-ins of before end
     * @throws GenieApiError as `verifyEmail`; `account.proof_refused` for a wrong password
     */
    verifyEmailAsNobody: (body: EmailProof, options?: CallOptions) =>
      publicCall('post', '/api/account/email/verify', { body }, options).then(resultOf),
    /** Has a link mailed that sets the password anew, if there is such an account. @throws GenieApiError `mail.not_configured` */
    async forgotPassword(email: string, options?: CallOptions): Promise<void> {
      await publicCall('post', '/api/account/password/forgot', { body: { email } }, options);
    },
    /** Sets the password by such a link. Every session ends. @throws GenieApiError as `verifyEmail`; `account.otp_required` */
    async resetPassword(body: PasswordReset, options?: CallOptions): Promise<void> {
      await publicCall('post', '/api/account/password/reset', { body }, options);
    },
    /**
     * Makes the secret of a second factor, for an authenticator. It counts for nothing before `confirmTwoFactor`, which
     * has to come within ten minutes.
     *
     * @throws GenieApiError `account.proof_refused` for a wrong password; `account.two_factor_on`,
     *   `account.two_factor_unavailable`
     */
    beginTwoFactor: (currentPassword: string, options?: CallOptions) =>
      call('post', '/api/account/two-factor', { body: { currentPassword } }, options).then(
        resultOf,
      ),
    /**
     * Turns the second factor on.
     *
     * @param otp six digits that the authenticator shows; they count as used
     * @returns ten recovery codes, told this once
     * @throws GenieApiError `account.proof_refused` for a wrong code; `account.two_factor_not_pending`
     */
    confirmTwoFactor: async (otp: string, options?: CallOptions) =>
      (await call('post', '/api/account/two-factor/confirm', { body: { otp } }, options))
        .recoveryCodes,
    /** Takes the second factor off, with its recovery codes. @throws GenieApiError as `changePassword` */
    async removeTwoFactor(body: FreshProof, options?: CallOptions): Promise<void> {
      await call('delete', '/api/account/two-factor', { body }, options);
    },
    /** Makes ten new recovery codes; those of before end. @throws GenieApiError as `changePassword`; `account.two_factor_off` */
    newRecoveryCodes: async (body: FreshProof, options?: CallOptions) =>
      (await call('post', '/api/account/recovery-codes', { body }, options)).recoveryCodes,
    /** "This wasn't me", by the link of a notice: ends all sign-ins and the password. @throws GenieApiError as `verifyEmail` */
    notMe: (token: string, options?: CallOptions) =>
      publicCall('post', '/api/account/not-me', { body: { token } }, options).then(resultOf),
    /** Who opened, changed or was refused the own credentials, newest first. */
    access: (query?: OwnAccessQuery, options?: CallOptions) =>
      call('get', '/api/account/access', { query }, options).then(resultOf),
    /**
     * Everything that belongs to the account, as a JSON document of any size.
     *
     * @param options `timeoutMs`: how long its beginning is waited for
     * @returns only what came whole
     * @throws GenieNetworkError where it broke off; GenieApiError as `changePassword`; `account.export_under_way`
     */
    async export(body: FreshProof, options: CallOptions = {}): Promise<Blob> {
      const deadline = startDeadline(options.timeoutMs ?? beginTimeoutMs, options.signal);
      try {
        const request = toApiRequest('post', '/api/account/export', { body });
        const response = await open(request, deadline.signal);
        const chunks: Uint8Array<ArrayBuffer>[] = [];
        for await (const chunk of readChunks(response, deadline.signal)) {
          deadline.restart(silenceTimeoutMs);
          chunks.push(new Uint8Array(chunk));
        }
        const document = new Blob(chunks, { type: 'application/json' });
        if (wholeEnd.test(await document.slice(-64).text())) return document;
        throw answerCut();
      } finally {
        deadline.end();
      }
    },
    /**
     * Ends the account now: every session, this one too. It is erased at `deletesAt` unless it is brought back.
     *
     * @throws GenieApiError as `changePassword`; `account.last_administrator`, `mail.not_configured`
     */
    delete: (body: FreshProof, options?: CallOptions) =>
      call('delete', '/api/account', { body }, options).then(resultOf),
    /** Brings a deleted account back, by the link of the mail. Sign in anew then. @throws GenieApiError as `verifyEmail` */
    restore: (token: string, options?: CallOptions) =>
      publicCall('post', '/api/account/restore', { body: { token } }, options).then(resultOf),
  };
}
