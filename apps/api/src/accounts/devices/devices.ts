/**
 * People's own logins, as the guard inside Directus keeps them.
 *
 * Guarantees: whose logins they are and which one asks comes from a token that was vouched for, never from a body. No
 * answer of Directus is an outage, never an empty list.
 */
import { type DirectusClient, isRecord } from '@genie-helper/directus-client';
import {
  type EndLoginsRequest,
  type ListedLogin,
  type ListLoginsRequest,
  loginPaths,
} from '@genie-helper/guard-protocol';
import { AppError, directusUnavailable } from '../../http/errors.ts';

/** Every method throws AppError `auth.secret_not_set`, or DirectusError or AppError `directus.unavailable`. */
export type Devices = ReturnType<typeof createDevices>;

/** @param deps `secret` opens the guard's routes */
export function createDevices({
  client,
  secret,
}: {
  client: Pick<DirectusClient, 'call'>;
  secret: string | undefined;
}) {
  async function ask(path: string, body: ListLoginsRequest | EndLoginsRequest): Promise<unknown> {
    if (secret === undefined) throw new AppError('auth.secret_not_set');
    // A second end finds nothing to end.
    const call = { method: 'POST', path, body, isRepeatable: true } as const;
    const answer = await client.call({ ...call, sharedSecret: secret });
    if (answer.ok) return answer.data;
    throw directusUnavailable(`logins: ${answer.status} ${answer.code}`);
  }

  async function end(body: EndLoginsRequest): Promise<number> {
    const data = await ask(loginPaths.end, body);
    if (isRecord(data) && Number.isSafeInteger(data.ended)) return Number(data.ended);
    throw directusUnavailable('ended logins of another form');
  }

  return {
    /**
     * Those that a user has now, the newest first.
     *
     * @param sid that of whoever asks; without one none is the current one
     */
    async list(userId: string, sid?: string): Promise<ListedLogin[]> {
      const data = await ask(loginPaths.list, { userId, ...(sid === undefined ? {} : { sid }) });
      const logins = isRecord(data) ? data.logins : undefined;
      if (Array.isArray(logins) && logins.every(isListedLogin)) return logins;
      throw directusUnavailable('logins of another form');
    },
    /** Ends one of them. @returns whether there was one with this id */
    end: async (userId: string, id: string) => (await end({ userId, id })) > 0,
    /** Ends all but the one that asks. @returns how many there were */
    endOthers: (userId: string, sid?: string) =>
      end({ userId, others: true, ...(sid === undefined ? {} : { exceptSid: sid }) }),
  };
}

function isListedLogin(value: unknown): value is ListedLogin {
  return (
    isRecord(value) &&
    typeof value.id === 'string' &&
    typeof value.isCurrent === 'boolean' &&
    [value.createdAt, value.lastSeenAt].every((time) => time === null || Number.isFinite(time)) &&
    [value.device, value.address].every((text) => text === null || typeof text === 'string')
  );
}
