import Type from 'typebox';
import { freshProofErrors, freshProofFields } from '../accounts/index.ts';
import { administratorOf } from '../directus/acting-administrator.ts';
import { operation } from '../http/operation.ts';
import { exampleValues, okAnswer, recordId, requestBody } from '../http/schemas.ts';
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

/** `PATCH /api/admin/clients/:id`: changes what a server may do, or its secrets. */
export const changeClient = operation({
  path: 'PATCH /api/admin/clients/:id',
  operationId: 'changeServiceClient',
  guard: 'admin',
  limit: 'sign-in',
  work: 'logins',
  errors: [
    ...clientErrors,
    ...freshProofErrors,
    'client.not_found',
    'client.ended',
    'client.busy',
    'credentials.unopenable',
  ],
  tag: 'Servers',
  summary: 'Change a server with a name',
  description:
    'What is left out stays. With newSecret it gets another secret, told this once. The change counts from its next request, at every process.',
  params: Type.Object({ id: recordId("The server's id.") }),
  body: requestBody(
    'ServiceClientChange',
    {
      routes: Type.Optional(scopeFields.routes),
      platforms: Type.Optional(scopeFields.platforms),
      owners: Type.Optional(scopeFields.owners),
      expiresAt: Type.Optional(scopeFields.expiresAt),
      mustSign: Type.Optional(scopeFields.mustSign),
      newSecret: Type.Optional(
        Type.Enum(['beside', 'instead'], {
          description: 'beside: the secret of now counts on · instead: it ends.',
        }),
      ),
      endsPrevious: Type.Optional(
        Type.Boolean({ description: 'Whether the older one of two secrets ends.' }),
      ),
      ...freshProofFields,
    },
    { newSecret: 'beside', currentPassword: exampleValues.password },
  ),
  answer: okAnswer(
    'The server as it is now, and its new secret where it got one.',
    { client: serviceClient, secret: Type.Optional(Type.String()) },
    { client: exampleClient, secret: exampleSecret },
  ),
  async run({ params, body, principal, request }, { clients, proveFreshly }: ServiceClients) {
    const { currentPassword, otp, ...wanted } = body;
    const proof = await proveFreshly(
      principal,
      { currentPassword, ...(otp === undefined ? {} : { otp }) },
      request,
    );
    await proof.end();
    const { client, secret } = await explained(
      clients(administratorOf(principal, request)).change(params.id, readScope(wanted)),
    );
    request.log.warn(
      { adminId: principal.user.userId, client: client.name, changed: Object.keys(wanted) },
      'an administrator changed a service client',
    );
    return { ok: true, client: toAnswer(client), ...(secret === undefined ? {} : { secret }) };
  },
});
