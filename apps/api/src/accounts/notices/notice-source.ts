import { type DirectusClient, DirectusError, isRecord } from '@genie-helper/directus-client';
import { type Notice, noticeKinds, noticePaths } from '@genie-helper/guard-protocol';
import { directusUnavailable } from '../../http/errors.ts';

/** What the guard inside Directus has seen. Every method throws AppError or DirectusError `directus.unavailable`. */
export type NoticeSource = ReturnType<typeof createNoticeSource>;

/** @param secret opens the guard's routes */
export function createNoticeSource(client: Pick<DirectusClient, 'call'>, secret: string) {
  async function ask(path: string, body: object, isRepeatable: boolean): Promise<unknown> {
    const answer = await client.call({
      method: 'POST',
      path,
      body,
      sharedSecret: secret,
      isRepeatable,
    });
    if (answer.ok) return answer.data;
    throw directusUnavailable(`notices: ${answer.status} ${answer.code}`);
  }

  return {
    /** Some of what is waiting, oldest first; nobody else gets it for a while. */
    async claim(): Promise<Notice[]> {
      const data = await ask(noticePaths.claim, {}, false);
      if (Array.isArray(data) && data.every(isNotice)) return data;
      throw new DirectusError('directus.unexpected', 'notices of another form');
    },
    /** Takes what was told away. */
    async done(ids: readonly number[]): Promise<void> {
      await ask(noticePaths.done, { ids }, true);
    },
  };
}

function isNotice(value: unknown): value is Notice {
  return (
    isRecord(value) &&
    Number.isSafeInteger(value.id) &&
    noticeKinds.some((kind) => kind === value.kind) &&
    typeof value.userId === 'string' &&
    typeof value.email === 'string' &&
    typeof value.at === 'number'
  );
}
