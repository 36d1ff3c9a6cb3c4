import {
  type ClientManager,
  clientRoutes,
  type ListedClient,
  type ServiceClient,
  ServiceClientError,
} from '@genie-helper/service-clients';
import Type, { type Static } from 'typebox';
import type { ProveFreshly } from '../accounts/index.ts';
import type { ActingAdministrator } from '../directus/acting-administrator.ts';
import { AppError, directusUnavailable, type ErrorCode, invalidField } from '../http/errors.ts';
import {
  exampleValues,
  orNull,
  parseTimestamp,
  patternWith,
  uuidPattern,
} from '../http/schemas.ts';

/** What the operations on service clients work with. */
export interface ServiceClients {
  /** @throws AppError `credentials.key_not_set` where the vault has no key */
  clients(by: ActingAdministrator): ClientManager;
  proveFreshly: ProveFreshly;
}

/** What every one of them may answer with. */
export const clientErrors = [
  'credentials.key_not_set',
  'users.admin_token_not_set',
  'directus.unavailable',
] as const satisfies ErrorCode[];

const maxPlatforms = 50;
const maxOwners = 100;

/** What a client may do, in bodies. */
export const scopeFields = {
  routes: Type.Array(Type.Enum([...clientRoutes]), {
    minItems: 1,
    uniqueItems: true,
    description: 'The routes that it may call.',
  }),
  platforms: Type.Union(
    [
      Type.Array(
        Type.String({
          pattern: patternWith('must be the name of a platform', '^[a-z0-9_-]{1,50}$'),
        }),
        { minItems: 1, maxItems: maxPlatforms, uniqueItems: true },
      ),
      Type.Null(),
    ],
    { description: 'Only connections to these, and so no download credentials; null: to any.' },
  ),
  owners: Type.Union(
    [
      Type.Array(Type.String({ pattern: patternWith("must be a user's id", `^${uuidPattern}$`) }), {
        minItems: 1,
        maxItems: maxOwners,
        uniqueItems: true,
      }),
      Type.Null(),
    ],
    { description: 'Only records of these users; null: of any.' },
  ),
  expiresAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
    description: 'From then on nothing of it counts; null: no end is set.',
  }),
  mustSign: Type.Boolean({
    description: 'Whether its requests must be signed. Its bare secret is then refused.',
  }),
};

/** What a body says a client may do, in the form in which it's kept. @throws AppError `request.invalid` */
export function readScope<B extends { owners?: string[] | null; expiresAt?: string | null }>(
  body: B,
): B {
  const { owners, expiresAt } = body;
  return {
    ...body,
    ...(owners ? { owners: owners.map((id) => id.toLowerCase()) } : {}),
    ...(expiresAt ? { expiresAt: parseTimestamp('expiresAt', expiresAt).toISOString() } : {}),
  };
}

/** A service client, as answers have it. There is no secret in it, and no hash of one. */
export const serviceClient = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    routes: Type.Array(Type.String()),
    platforms: Type.Union([Type.Array(Type.String()), Type.Null()]),
    owners: Type.Union([Type.Array(Type.String()), Type.Null()]),
    expiresAt: orNull,
    mustSign: Type.Boolean(),
    secrets: Type.Array(Type.Object({ createdAt: Type.String() }), {
      description: 'The newest first; none once it has ended.',
    }),
    createdAt: Type.String(),
    endedAt: orNull,
    lastUsedAt: { ...orNull, description: 'Within five minutes.' },
  },
  { title: 'ServiceClient' },
);

/** One for the reference. */
export const exampleClient: Static<typeof serviceClient> = {
  id: '4f2a9c0d1e8b7a65',
  name: 'publisher',
  routes: ['store', 'reveal'],
  platforms: ['onlyfans'],
  owners: null,
  expiresAt: null,
  mustSign: false,
  secrets: [{ createdAt: exampleValues.earlier }],
  createdAt: exampleValues.earlier,
  endedAt: null,
  lastUsedAt: exampleValues.later,
};

/** In place of a secret, for the reference. */
export const exampleSecret = `gsc_${exampleClient.id}_ and 43 characters`;

/** A client as answers have it. */
export function toAnswer(client: ServiceClient & Partial<Pick<ListedClient, 'lastUsedAt'>>) {
  const { id, name, routes, platforms, owners, expiresAt, mustSign, createdAt, endedAt } = client;
  const { lastUsedAt = null } = client;
  return {
    ...{ id, name, expiresAt, mustSign, createdAt, endedAt },
    routes: [...routes],
    platforms: platforms && [...platforms],
    owners: owners && [...owners],
    secrets: client.secrets.map((secret) => ({ createdAt: secret.createdAt })),
    lastUsedAt: lastUsedAt === null ? null : new Date(lastUsedAt).toISOString(),
  };
}

type Refusal = Exclude<ServiceClientError['problem'], 'invalid' | 'guard_missing'>;

const codes: Readonly<Record<Refusal, ErrorCode>> = {
  name_taken: 'client.name_taken',
  not_found: 'client.not_found',
  unopenable: 'credentials.unopenable',
  ended: 'client.ended',
  busy: 'client.busy',
  full: 'client.too_many',
};

/** What can be said of work on clients that can't be done. @throws AppError */
export function explained<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    if (!(error instanceof ServiceClientError)) throw error;
    const { problem, field = '', message } = error;
    if (problem === 'guard_missing') throw directusUnavailable('service clients: no guard');
    if (problem === 'invalid') throw invalidField(field, message.slice(field.length + 1));
    throw new AppError(codes[problem], { internal: `service clients: ${problem}` });
  });
}
