import { randomUUID } from 'node:crypto';
import { createKeyring, open, seal } from '@genie-helper/vault';
import { startCredentialStack } from '../../test/support/credential-stack.ts';
import { printTable } from '../support/print-table.ts';
import { median } from '../support/statistics.ts';

const rounds = 200;
const warmUps = 20;

/** Compares a reveal, from the request to the answer, with the parts that it's made of. */
export async function reveal(): Promise<void> {
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
    const parts: Record<string, () => Promise<unknown>> = {
      'read the record in Directus': async () =>
        expectOk(await admin.request('GET', `/items/platform_connections/${creatorProfileId}`)),
      'write the log entry in Directus': async () =>
        expectOk(await admin.request('POST', '/items/credential_access_log', entry(record.id))),
      'open the envelope': () => open(keyring, record, sealed),
      'reveal, end to end': async () =>
        expectOk(await stack.asServer('reveal', { creatorProfileId })),
    };
    const times = new Map<string, number[]>(Object.keys(parts).map((name) => [name, []]));
    for (let round = -warmUps; round < rounds; round += 1) {
      for (const [name, run] of Object.entries(parts)) {
        const start = performance.now();
        await run();
        if (round >= 0) times.get(name)?.push(performance.now() - start);
      }
    }
    console.log('');
    printTable(
      ['', 'median ms'],
      [...times].map(([name, values]) => [name, median(values).toFixed(2)]),
    );
    console.log('');
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
