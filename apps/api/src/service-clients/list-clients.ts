import Type from 'typebox';
import { administratorOf } from '../directus/acting-administrator.ts';
import { operation } from '../http/operation.ts';
import { okAnswer } from '../http/schemas.ts';
import {
  clientErrors,
  exampleClient,
  explained,
  type ServiceClients,
  serviceClient,
  toAnswer,
} from './client-fields.ts';

/** `GET /api/admin/clients`: the servers with names, those that have ended too. */
export const listClients = operation({
  path: 'GET /api/admin/clients',
  operationId: 'listServiceClients',
  guard: 'admin',
  limit: 'default',
  work: 'records',
  errors: clientErrors,
  tag: 'Servers',
  summary: 'List the servers with names',
  description: 'What each may do, and when it was last used. No secret is in it.',
  answer: okAnswer(
    'All there are, the oldest first.',
    {
      clients: Type.Array(serviceClient),
      unopenable: Type.Array(Type.String(), {
        description: 'Ids of records that do not open, and that nothing is let in by.',
      }),
    },
    { clients: [exampleClient], unopenable: [] },
  ),
  async run({ principal, request }, { clients }: Pick<ServiceClients, 'clients'>) {
    const { clients: all, unopenable } = await explained(
      clients(administratorOf(principal, request)).list(),
    );
    return { ok: true, clients: all.map(toAnswer), unopenable };
  },
});
