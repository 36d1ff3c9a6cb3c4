/**
 * People's libraries of captions, as the guard inside Directus keeps them.
 *
 * Guarantees: whose captions they are comes from a token that was vouched for, never from a body. No answer of Directus
 * is an outage, never an empty library.
 */
import { type DirectusClient, isRecord } from '@genie-helper/directus-client';
import {
  captionPaths,
  captionSources,
  type KeepCaptionsRequest,
  type ListCaptionsRequest,
} from '@genie-helper/guard-protocol';
import Type, { type Static } from 'typebox';
import { Check } from 'typebox/value';
import { AppError, directusUnavailable } from '../../http/errors.ts';
import { orNull } from '../../http/schemas.ts';

const storedCaption = Type.Object({
  id: Type.String(),
  text: Type.String(),
  platform: Type.String(),
  tone: Type.String(),
  topic: Type.String(),
  length: Type.String(),
  model: Type.String(),
  source: Type.Enum([...captionSources]),
  job: orNull,
  writtenAt: Type.String(),
});

const page = Type.Object({ captions: Type.Array(storedCaption), total: Type.Integer() });

/** A caption with its owner, on its way into a library. */
export type NewCaption = KeepCaptionsRequest['captions'][number];

/** Which captions: what isn't given is no condition. */
export type LibraryQuery = {
  [Name in keyof ListCaptionsRequest]: ListCaptionsRequest[Name] | undefined;
} & {
  userId: string;
};

/** Every method throws AppError `auth.secret_not_set`, or DirectusError or AppError `directus.unavailable`. */
export type LibraryStore = ReturnType<typeof createLibraryStore>;

/** @param deps `secret` opens the guard's routes */
export function createLibraryStore(deps: {
  client: Pick<DirectusClient, 'call'>;
  secret: string | undefined;
}) {
  const { client, secret } = deps;

  async function ask(path: string, body: object) {
    if (secret === undefined) throw new AppError('auth.secret_not_set');
    // What is kept or removed once more changes nothing.
    const call = { method: 'POST', path, body, isRepeatable: true } as const;
    return await client.call({ ...call, sharedSecret: secret });
  }

  async function read(path: string, body: object): Promise<unknown> {
    const answer = await ask(path, body);
    if (answer.ok) return answer.data;
    throw directusUnavailable(`captions: ${answer.status} ${answer.code}`);
  }

  return {
    /** Whether there is a library at all. */
    isThere: secret !== undefined,
    /** Keeps at most 100, all or none. @returns false where Directus refuses them as they are */
    async keep(captions: readonly NewCaption[]): Promise<boolean> {
      const { ok } = await ask(captionPaths.keep, { captions });
      return ok;
    },
    /** Newest first, and how many there are in all. */
    async list(query: LibraryQuery): Promise<Static<typeof page>> {
      const data = await read(captionPaths.list, query);
      if (Check(page, data)) return data;
      throw directusUnavailable('captions of another form');
    },
    /** Removes one of a user's, or all. @returns how many there were */
    async remove(userId: string, id?: string): Promise<number> {
      const data = await read(captionPaths.remove, { userId, ...(id === undefined ? {} : { id }) });
      if (isRecord(data) && Number.isSafeInteger(data.removed)) return Number(data.removed);
      throw directusUnavailable('removed captions of another form');
    },
  };
}
