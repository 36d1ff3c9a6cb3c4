import Type from 'typebox';
import { administratorOf } from '../directus/acting-administrator.ts';
import { operation } from '../http/operation.ts';
import { recordId } from '../http/schemas.ts';
import { clientErrors, explained, type ServiceClients } from './client-fields.ts';

/** `DELETE /api/admin/clients/:id`: ends a server with a name; without a proof, since it may be urgent. */
export const endClient = operation({
  path: 'DELETE /api/admin/clients/:id',
  operationId: 'endServiceClient',
  guard: 'admin',
  limit: 'default',
  work: 'records',
  errors: [
    ...clientErrors,
    'client.not_found',
    'client.ended',
    'client.busy',
    'credentials.unopenable',
  ],
  tag: 'Servers',
  summary: 'End a server with a name',
  description:
    'It is refused from its next request on, at every process. It stays in the list, and its name is not given again.',
  params: Type.Object({ id: recordId("The server's id.") }),
  status: 204,
  answer: Type.Null({ description: 'It has ended.' }),
  async run({ params, principal, request }, { clients }: Pick<ServiceClients, 'clients'>) {
    const { name } = await explained(clients(administratorOf(principal, request)).end(params.id));
    request.log.warn(
      { adminId: principal.user.userId, client: name },
      'an administrator ended a service client',
    );
    return null;
  },
});
