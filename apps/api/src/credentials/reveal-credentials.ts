import Type from 'typebox';
import { operation } from '../http/operation.ts';
import { exampleValues, okAnswer, recordId, requestBody } from '../http/schemas.ts';
import { credentials, revealErrors } from './credential-fields.ts';
import { accessorOf, type Credentials, revealRecord } from './sealed-rows.ts';

/** `POST /api/credentials/reveal`: gives a server the credentials of a connection, once that is logged. */
export const revealCredentials = operation({
  path: 'POST /api/credentials/reveal',
  operationId: 'revealCredentials',
  guard: 'server',
  clientRoute: 'reveal',
  limit: 'default',
  work: 'vault',
  errors: revealErrors,
  tag: 'Credentials for servers',
  summary: 'Reveal the credentials of a connection',
  description: 'Where the access log cannot take an entry, nothing is revealed: 503.',
  body: requestBody(
    'CredentialsOfConnection',
    { creatorProfileId: recordId("The connection's id.") },
    { creatorProfileId: exampleValues.connectionId },
  ),
  answer: okAnswer(
    'The credentials. The access log has it already.',
    { creatorProfileId: Type.String(), credentials },
    {
      creatorProfileId: exampleValues.connectionId,
      credentials: { username: 'dana', password: exampleValues.password },
    },
  ),
  async run({ body, ...by }, deps: Credentials) {
    const collection = 'platform_connections';
    const access = { accessor: accessorOf(by), action: 'reveal', collection } as const;
    const { row, value } = await revealRecord(deps, access, body.creatorProfileId);
    return { ok: true, creatorProfileId: row.id, credentials: value };
  },
});
