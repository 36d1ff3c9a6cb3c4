import assert from 'node:assert/strict';
import { type ListedLogin, loginPaths } from '@genie-helper/guard-protocol';
import { field } from '../../../../test/support/directus-client.ts';
import { askGuard } from './account-links.ts';
import type { Caller } from './caller.ts';
import { claimsOf } from './sign-token.ts';

/** The logins of a user, as our API asks for them in the name of whoever has this token. */
export async function listLogins(
  directus: Caller,
  userId: string,
  accessToken?: string,
): Promise<ListedLogin[]> {
  const sid = accessToken && sidOf(accessToken);
  const answer = await askGuard(directus, loginPaths.list, { userId, ...(sid && { sid }) });
  assert.equal(answer.status, 200, answer.text);
  return field(answer.data, 'logins') as ListedLogin[];
}

/** Ends the login of an access token, by its id. @returns how many ended */
export async function endLogin(directus: Caller, userId: string, accessToken: string) {
  const current = (await listLogins(directus, userId, accessToken)).find((one) => one.isCurrent);
  return current === undefined ? 0 : await end(directus, { userId, id: current.id });
}

/** Ends all logins but that of an access token. @returns how many ended */
export function endOtherLogins(directus: Caller, userId: string, accessToken?: string) {
  const exceptSid = accessToken && sidOf(accessToken);
  return end(directus, { userId, others: true, ...(exceptSid && { exceptSid }) });
}

export async function end(directus: Caller, body: object): Promise<number> {
  const answer = await askGuard(directus, loginPaths.end, body);
  assert.equal(answer.status, 200, answer.text);
  return Number(field(answer.data, 'ended'));
}

export function sidOf(accessToken: string): string {
  return String(claimsOf(accessToken).sid);
}
