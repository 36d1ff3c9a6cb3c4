import { type DirectusClient, isRecord } from '@genie-helper/directus-client';
import { directusUnavailable } from '../http/errors.ts';

/** Asks a route of the guard about the access log. */
export type AskGuard = (path: string, body: object) => Promise<Record<string, unknown>>;

/**
 * @param secret opens the guard's routes
 * @returns rejects with AppError where Directus doesn't do as asked · DirectusError
 */
export function createAskGuard(client: Pick<DirectusClient, 'call'>, secret: string): AskGuard {
  return async (path, body) => {
    const answer = await client.call({
      ...{ method: 'POST', path, body, sharedSecret: secret },
      isRepeatable: true,
    });
    if (!answer.ok) throw directusUnavailable(`audit: ${answer.status} ${answer.code}`);
    if (!isRecord(answer.data)) throw directusUnavailable('audit: an answer of another form');
    return answer.data;
  };
}
