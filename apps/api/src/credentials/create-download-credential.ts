import { renderNetscape } from '@genie-helper/cookie-jars';
import type { JsonObject } from '@genie-helper/vault';
import Type, { type Static } from 'typebox';
import { Check } from 'typebox/value';
import { AppError, type ErrorDetail } from '../http/errors.ts';
import { type Call, operation } from '../http/operation.ts';
import { exampleValues, line, okAnswer, requestBody, wellFormedPattern } from '../http/schemas.ts';
import {
  cookieJar,
  cookieJarBodyLimit,
  credentialErrors,
  readCookieJar,
  sizeOfJar,
  skipInvalid,
  skipped,
} from './credential-fields.ts';
import { accessorOf, assertKey, type Credentials, makeRecord } from './sealed-rows.ts';

const body = requestBody(
  'NewDownloadCredential',
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
    skipInvalid: Type.Optional(skipInvalid),
  },
  {
    label: 'Archive',
    type: 'password',
    username: exampleValues.email,
    password: exampleValues.password,
  },
  { label: 'Archive, logged in', type: 'cookies', cookies: exampleValues.cookies },
);

/** `POST /api/credentials/download-creds`: keeps a login or a cookie jar for downloading. */
export const createDownloadCredential = operation({
  path: 'POST /api/credentials/download-creds',
  operationId: 'createDownloadCredential',
  guard: 'user',
  limit: 'default',
  work: 'vault',
  errors: [...credentialErrors, 'credentials.storage_full', 'credentials.busy'],
  tag: 'Credentials',
  summary: 'Keep a login or a cookie jar for downloads',
  description:
    'Type password takes username and password, type cookies takes cookies; the fields of the other type are refused. The body may have 256 KiB.',
  bodyLimit: cookieJarBodyLimit,
  body,
  status: 201,
  answer: okAnswer(
    'It is kept, sealed.',
    { id: Type.String(), skipped: Type.Optional(skipped) },
    { id: exampleValues.downloadId },
  ),
  async run(call, deps: Credentials) {
    assertKey(deps);
    return deps.inTurn(call.principal.user.userId, (charge) => {
      charge(sizeOfJar(call.body.cookies));
      return create(call, deps);
    });
  },
});

async function create({ body, principal, request }: NewCredentialCall, deps: Credentials) {
  const accessor = accessorOf({ principal, request });
  const access = { accessor, action: 'create', collection: 'download_credentials' } as const;
  const { value, skipped } = readDownloadCredential(body);
  const made = await makeRecord(deps, access, {
    user: principal.user.userId,
    value,
    columns: { label: body.label, type: body.type },
  });
  // Its id is new, and nothing else of it is unique.
  if (typeof made === 'string') throw new AppError('credentials.busy');
  return { ok: true, ...made, ...(body.skipInvalid === true ? { skipped } : {}) } as const;
}

type NewCredentialCall = Call<'user', typeof body, undefined, undefined>;

const password = Type.Object({ username: Type.String(), password: Type.String() });
const cookies = Type.Object({ cookies: Type.String() });

/** What is sealed, and given out again. */
type DownloadCredential = Static<typeof password> | Static<typeof cookies>;

/**
 * Checks that a download credential has the fields of its type and no others, and reads its cookie jar.
 *
 * @returns a login, or the cookies as Netscape text, and how many were left out of them
 * @throws AppError `request.invalid` with each refused field
 */
function readDownloadCredential(given: Static<typeof body>): {
  value: DownloadCredential;
  skipped: number;
} {
  const { type, username, password, cookies, skipInvalid } = given;
  if (type === 'password') {
    const details = findDetails({ username, password }, { cookies, skipInvalid });
    if (username !== undefined && password !== undefined && details.length === 0) {
      return { value: { username, password }, skipped: 0 };
    }
    throw new AppError('request.invalid', { details });
  }
  const details = findDetails({ cookies }, { username, password });
  if (details.length > 0) throw new AppError('request.invalid', { details });
  const jar = readCookieJar(cookies, skipInvalid);
  return { value: { cookies: renderNetscape(jar.cookies) }, skipped: jar.skipped };
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
