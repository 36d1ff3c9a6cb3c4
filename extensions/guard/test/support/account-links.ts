import { randomBytes } from 'node:crypto';
import {
  accountLinkPaths,
  hashLinkToken,
  type IssueAnswer,
  type IssueRequest,
  type RedeemAnswer,
  type RedeemRequest,
} from '@genie-helper/guard-protocol';
import type { TestAnswer } from '../../../../test/support/directus-client.ts';
import type { Caller } from './caller.ts';
import { introspectionSecret } from './introspection-secret.ts';

export const newToken = () => randomBytes(32).toString('base64url');

/** Asks a route of the guard as our API does. */
export function askGuard(
  { admin }: Pick<Caller, 'admin'>,
  path: string,
  body: unknown,
  headers: Record<string, string> = { 'x-rbac-sync-secret': introspectionSecret },
): Promise<TestAnswer> {
  return admin.request('POST', path, body, null, headers);
}

/** @returns the answer, and the token of the link */
export async function issue(
  caller: Pick<Caller, 'admin'>,
  link: Omit<IssueRequest, 'tokenHash' | 'purpose'> &
    Partial<Pick<IssueRequest, 'purpose' | 'newEmail'>> &
    ({ userId: string } | { email: string }),
  token: string = newToken(),
): Promise<{ token: string; answer: IssueAnswer }> {
  const body = { purpose: 'password-reset', ...link, tokenHash: hashLinkToken(token) };
  const { status, data, text } = await askGuard(caller, accountLinkPaths.issue, body);
  if (status !== 200) throw new Error(`no answer to a wish for a link: ${status} ${text}`);
  return { token, answer: data as IssueAnswer };
}

/** @returns what came of it; a reset sets `newPassword` unless told otherwise */
export async function redeem(
  caller: Pick<Caller, 'admin'>,
  token: string,
  wanted: Partial<RedeemRequest> = {},
): Promise<RedeemAnswer> {
  const { purpose = 'password-reset' } = wanted;
  const body = {
    token,
    ...(purpose === 'password-reset' ? { password: newPassword } : {}),
    ...wanted,
    purpose,
  };
  const { status, data, text } = await askGuard(caller, accountLinkPaths.redeem, body);
  if (status !== 200) throw new Error(`no answer to a link: ${status} ${text}`);
  return data as RedeemAnswer;
}

export const newPassword = 'a-password-by-link-4X';
