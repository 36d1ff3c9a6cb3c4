import { randomUUID } from 'node:crypto';
import { createKeyring, open, seal } from '@genie-helper/vault';
import { startCredentialStack } from '../../test/support/credential-stack.ts';
import type { Section } from '../support/bench.ts';
import type { BenchOptions } from '../support/bench-options.ts';
import { inTurns, mediansOfParts } from '../support/in-turns.ts';
import { medianWithSpread } from '../support/statistics.ts';

/** Compares a reveal, from the request to the answer, with the parts that it's made of. */
export async function reveal({ isQuick }: BenchOptions): Promise<Section> {
  const rounds = isQuick ? 20 : 200;
  console.log(`reveal: ${rounds} rounds, the parts and the whole in turn ...`);
  const stack = await startCredentialStack();
  try {
    const person = await stack.person();
    const value = { api_key: 'x'.repeat(1_000) };
    const creatorProfileId = await stack.connect(person, value);
    const keyring = await createKeyring(stack.vaultKeys);
    const record = { collection: 'platform_connections', id: creatorProfileId, owner: person.id };
    const sealed = await seal(keyring, record, value);
    const { admin } = stack.directus;
    const expectOk = ({ status, text }: { status: number; text: string }) => {
      if (status !== 200) throw new Error(`answered ${status}: ${text}`);
    };
    const times = await inTurns(
      [
        {
          name: 'read the record in Directus',
          once: async () =>
            expectOk(await admin.request('GET', `/items/platform_connections/${creatorProfileId}`)),
        },
        {
          name: 'write the log entry in Directus',
          once: async () =>
            expectOk(await admin.request('POST', '/items/credential_access_log', entry(record.id))),
        },
        { name: 'open the envelope', once: () => open(keyring, record, sealed) },
        {
          name: 'reveal, end to end',
          once: async () => expectOk(await stack.asServer('reveal', { creatorProfileId })),
        },
      ],
      rounds,
    );
    return {
      title: 'A reveal and its parts',
      text: [
        `One after the other, ${rounds} times. In brackets the smallest and largest median of ten parts of the run.`,
      ],
      tables: [
        {
          head: ['', 'ms'],
          rows: [...times].map(([name, values]) => [
            name,
            medianWithSpread(mediansOfParts(values)),
          ]),
        },
      ],
      plots: [],
    };
  } finally {
    await stack.stop();
  }
}

function entry(recordId: string) {
  return {
    action: 'reveal',
    outcome: 'done',
    principal_kind: 'server',
    principal_id: 'current',
    collection: 'platform_connections',
    item: recordId,
    connection: recordId,
    request_id: randomUUID(),
    address: '127.0.0.1',
    at: new Date().toISOString(),
  };
}
