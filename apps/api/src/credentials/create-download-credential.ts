import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { CookieJarError, parseCookieJar, renderNetscape } from '@genie-helper/cookie-jars';
import type { JsonObject } from '@genie-helper/vault';
import Type, { type Static } from 'typebox';
import { Check } from 'typebox/value';
import { accessorOf, userOf } from '../auth/principal.ts';
import { AppError, type ErrorDetail } from '../http/errors.ts';
import { answer, exampleValues, line, wellFormedPattern } from '../http/schemas.ts';
import type { Accessor } from './access-log-store.ts';
import type { CredentialDeps, RequireCredentials } from './create-credentials.ts';
import {
  cookieJar,
  cookieJarBodyLimit,
  credentialErrors,
  explainCookieJar,
} from './credential-fields.ts';
import { makeRecord } from './sealed-rows.ts';

const body = Type.Object(
  {
    label: line({ minLength: 1, maxLength: 100, description: 'What its owner calls it.' }),
    type: Type.Enum(['password', 'cookies']),
    username: Type.Optional(
      line({ minLength: 1, maxLength: 254, description: 'With type password.' }),
    ),
    password: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 1024,
        pattern: wellFormedPattern,
        description: 'With type password.',
      }),
    ),
    cookies: Type.Optional(cookieJar),
  },
  {
    additionalProperties: false,
    title: 'NewDownloadCredential',
    examples: [
      {
        label: 'Archive',
        type: 'password',
        username: exampleValues.email,
        password: exampleValues.password,
      },
      { label: 'Archive, logged in', type: 'cookies', cookies: exampleValues.cookies },
    ],
  },
);

/** `POST /api/credentials/download-creds`: keeps a login or a cookie jar for downloading. */
export function createDownloadCredentialRoute(deps: {
  requireCredentials: RequireCredentials;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/api/credentials/download-creds',
      {
        bodyLimit: cookieJarBodyLimit,
        config: {
          guard: 'user',
          limit: 'default',
          work: 'vault',
          errors: [...credentialErrors, 'credentials.busy'],
        },
        schema: {
          operationId: 'createDownloadCredential',
          tags: ['Credentials'],
          summary: 'Keep a login or a cookie jar for downloads',
          description:
            'Type password takes username and password, type cookies takes cookies; the fields of the other type are refused. The body may have 256 KiB.',
          body,
          response: {
            201: answer(
              { ok: Type.Literal(true), id: Type.String() },
              {
                description: 'It is kept, sealed.',
                example: { ok: true, id: exampleValues.downloadId },
              },
            ),
          },
        },
      },
      async (request, reply) => {
        const { id } = await deps
          .requireCredentials()
          .createDownload(accessorOf(request), userOf(request).user.userId, request.body);
        return reply.code(201).send({ ok: true, id });
      },
    );
  };
}

/**
 * Keeps a login or a cookie jar for downloads.
 *
 * @throws AppError `request.invalid` · `request.body_too_large` · as the log
 */
export async function createDownloadCredential(
  deps: CredentialDeps,
  accessor: Accessor,
  user: string,
  { label, ...given }: GivenDownloadCredential & { label: string },
): Promise<{ id: string }> {
  const made = await makeRecord(deps, {
    accessor,
    action: 'create',
    collection: 'download_credentials',
    user,
    value: readDownloadCredential(given),
    columns: { label, type: given.type },
  });
  // Its id is new, and nothing else of it is unique.
  if (typeof made === 'string') throw new AppError('credentials.busy');
  return made;
}

/** A download credential as somebody hands it over; which fields it has depends on its type. */
export interface GivenDownloadCredential {
  type: 'password' | 'cookies';
  username?: string | undefined;
  password?: string | undefined;
  cookies?: unknown;
}

const password = Type.Object({ username: Type.String(), password: Type.String() });

const cookies = Type.Object({ cookies: Type.String() });

/** What is sealed, and given out again. */
export type DownloadCredential = Static<typeof password> | Static<typeof cookies>;

/**
 * Checks that a download credential has the fields of its type and no others, and reads its cookie jar.
 *
 * @returns a login, or the cookies as Netscape text
 * @throws AppError `request.invalid` with each refused field
 */
function readDownloadCredential(given: GivenDownloadCredential): DownloadCredential {
  const { type, username, password, cookies } = given;
  if (type === 'password') {
    const details = findDetails({ username, password }, { cookies });
    if (username !== undefined && password !== undefined && details.length === 0) {
      return { username, password };
    }
    throw new AppError('request.invalid', { details });
  }
  const details = findDetails({ cookies }, { username, password });
  if (details.length > 0) throw new AppError('request.invalid', { details });
  try {
    return { cookies: renderNetscape(parseCookieJar(cookies)) };
  } catch (error) {
    throw error instanceof CookieJarError ? explainCookieJar(error) : error;
  }
}

/** @returns undefined for a value that was sealed by something else than this API */
export function asDownloadCredential(value: JsonObject): DownloadCredential | undefined {
  if (Check(password, value)) return { username: value.username, password: value.password };
  return Check(cookies, value) ? { cookies: value.cookies } : undefined;
}

function findDetails(needed: object, foreign: object): ErrorDetail[] {
  const missing = Object.entries(needed).filter(([, value]) => value === undefined);
  const extra = Object.entries(foreign).filter(([, value]) => value !== undefined);
  return [
    ...missing.map(([path]) => ({ path, message: 'is required for this type' })),
    ...extra.map(([path]) => ({ path, message: 'is not a field of this type' })),
  ];
}
