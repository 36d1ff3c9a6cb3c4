import { clientNamePattern } from '@genie-helper/guard-protocol';
import Type from 'typebox';
import { freshProofErrors, freshProofFields } from '../accounts/index.ts';
import { administratorOf } from '../directus/acting-administrator.ts';
import { operation } from '../http/operation.ts';
import { exampleValues, okAnswer, patternWith, requestBody } from '../http/schemas.ts';
import {
  clientErrors,
  exampleClient,
  exampleSecret,
  explained,
  readScope,
  type ServiceClients,
  scopeFields,
  serviceClient,
  toAnswer,
} from './client-fields.ts';

/** `POST /api/admin/clients`: makes a server with a name, whose secret is told this once. */
export const createClient = operation({
  path: 'POST /api/admin/clients',
  operationId: 'createServiceClient',
  guard: 'admin',
  limit: 'sign-in',
  work: 'logins',
  errors: [...clientErrors, ...freshProofErrors, 'client.name_taken', 'client.too_many'],
  tag: 'Servers',
  summary: 'Make a server with a name',
  description:
    'The server sends the secret in X-RBAC-SYNC-SECRET, or signs with it. Where platforms or owners are given, it is not told which other records there are.',
  body: requestBody(
    'NewServiceClient',
    {
      name: Type.String({
        pattern: patternWith(
          'must be 1 to 64 lower-case letters, digits and -, and not true, false or null',
          clientNamePattern,
        ),
        description: 'Names are not given twice, so that the log stays clear.',
      }),
      routes: scopeFields.routes,
      platforms: Type.Optional(scopeFields.platforms),
      owners: Type.Optional(scopeFields.owners),
      expiresAt: Type.Optional(scopeFields.expiresAt),
      mustSign: Type.Optional(scopeFields.mustSign),
      ...freshProofFields,
    },
    {
      name: exampleClient.name,
      routes: ['store', 'reveal'],
      platforms: ['onlyfans'],
      currentPassword: exampleValues.password,
    },
  ),
  status: 201,
  answer: okAnswer(
    'The server, and its secret, told this once.',
    { client: serviceClient, secret: Type.String() },
    { client: { ...exampleClient, lastUsedAt: null }, secret: exampleSecret },
  ),
  async run({ body, principal, request }, { clients, proveFreshly }: ServiceClients) {
    const { currentPassword, otp, ...wanted } = body;
    const proof = await proveFreshly(
      principal,
      { currentPassword, ...(otp === undefined ? {} : { otp }) },
      request,
    );
    await proof.end();
    const standard = { platforms: null, owners: null, expiresAt: null, mustSign: false };
    const made = await explained(
      clients(administratorOf(principal, request)).create({ ...standard, ...readScope(wanted) }),
    );
    request.log.warn(
      { adminId: principal.user.userId, client: made.client.name },
      'an administrator made a service client',
    );
    return { ok: true, client: toAnswer(made.client), secret: made.secret };
  },
});
