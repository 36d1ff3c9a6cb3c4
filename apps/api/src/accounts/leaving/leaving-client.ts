/**
 * What the guard inside Directus does when somebody leaves, and what it knows of a person.
 *
 * Guarantees: no answer of Directus is an outage, never a refusal and never a pass.
 */
import { type DirectusClient, isRecord } from '@genie-helper/directus-client';
import {
  type BeginDeletionAnswer,
  type ClaimErasureAnswer,
  type DeletionStatus,
  type EraseAnswer,
  leavingPaths,
  type OwnAccessAnswer,
  type OwnAccessRequest,
} from '@genie-helper/guard-protocol';
import { AppError, directusUnavailable } from '../../http/errors.ts';

/** Every method throws AppError `auth.secret_not_set` · `directus.unavailable`. */
export type Leaving = ReturnType<typeof createLeavingClient>;

/** @param secret opens the guard's routes; unset: nobody can leave */
export function createLeavingClient(
  client: Pick<DirectusClient, 'call'>,
  secret: string | undefined,
) {
  async function ask<Answer>(path: string, body: object, isRepeatable: boolean): Promise<Answer> {
    if (secret === undefined) throw new AppError('auth.secret_not_set');
    const call = { method: 'POST', path, body, sharedSecret: secret, isRepeatable } as const;
    const answer = await client.call(call);
    if (!answer.ok) throw directusUnavailable(`leaving: ${answer.status} ${answer.code}`);
    if (isRecord(answer.data)) return answer.data as Answer;
    throw directusUnavailable('leaving: an answer of another form');
  }

  return {
    /** @param proof the token of a session that the password has just begun */
    begin: (proof: string) => ask<BeginDeletionAnswer>(leavingPaths.begin, { proof }, false),
    /** An account whose time is over; nobody else gets it for a while. */
    claim: async () => (await ask<ClaimErasureAnswer>(leavingPaths.claim, {}, false)).erasure,
    /** Safe to repeat: what is gone is `gone`. */
    erase: (userId: string, claim: string) =>
      ask<EraseAnswer>(leavingPaths.erase, { userId, claim }, true),
    status: () => ask<DeletionStatus>(leavingPaths.status, {}, true),
    access: (wanted: OwnAccessRequest) => ask<OwnAccessAnswer>(leavingPaths.access, wanted, true),
  };
}
