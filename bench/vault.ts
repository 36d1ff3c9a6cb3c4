import { createHash, randomBytes, randomUUID, webcrypto } from 'node:crypto';
import { createKeyring, open, parseVaultKey, rewrap, seal } from '@genie-helper/vault';
import { CompactEncrypt, compactDecrypt } from 'jose';
import { startCredentialSystem } from '../test/support/credential-system.ts';
import type { BenchOptions, Section, Table } from './support/bench.ts';
import { inTurns, mediansOfParts } from './support/measure.ts';
import { figure, median, medianWithSpread } from './support/statistics.ts';

/** Compares the vault with bare calls of the library it's built on, and a reveal with its parts. */
export async function run(options: BenchOptions): Promise<Section[]> {
  return [await sealAndOpen(options), await reveal(options)];
}

const promised = 0.5;
const record = { collection: 'platform_connections', id: 'a'.repeat(36), owner: 'b'.repeat(36) };

interface Target {
  name: string;
  /** What its rate is divided by. */
  baseline?: string;
  operation(): Promise<unknown>;
}

/** Seals and opens an object of 1 KiB, one after the other and 16 at once, beside bare calls of `jose`. */
async function sealAndOpen({ isQuick }: BenchOptions): Promise<Section> {
  console.log('vault: sealing and opening, in turn ...');
  const targets = await createTargets();
  const tables: Table[] = [];
  for (const atOnce of [1, 16]) {
    const turns = targets.map(({ name, operation }) => ({
      name,
      once: () => Promise.all(Array.from({ length: atOnce }, operation)),
    }));
    const times = await inTurns(turns, Math.ceil((isQuick ? 200 : 8_000) / atOnce));
    const rates = (name: string) =>
      mediansOfParts(times.get(name) ?? []).map((ms) => (atOnce / ms) * 1_000);
    const of = (name: string) => median(rates(name));
    tables.push({
      caption: `${atOnce} at once:`,
      head: ['', 'operations a second', 'of bare jose'],
      rows: targets.map(({ name, baseline }) => [
        name,
        medianWithSpread(rates(name)),
        baseline === undefined ? '' : figure(of(name) / of(baseline)),
      ]),
    });
  }
  return {
    title: 'Sealing and opening',
    text: [
      `An object of 1 KiB, in this process alone, beside bare calls of \`jose\`. Promised for seal and open: ${promised} of bare \`jose\`. In brackets the smallest and largest median of ten parts of the run.`,
    ],
    tables,
  };
}

async function createTargets(): Promise<Target[]> {
  const bytes = randomBytes(32);
  const keyring = await createKeyring({ current: parseVaultKey(bytes.toString('base64')) });
  // The baseline gets the fastest form of key, and no more header than it needs.
  const key = await webcrypto.subtle.importKey('raw', bytes, 'AES-KW', false, [
    'wrapKey',
    'unwrapKey',
  ]);
  const value = objectOfOneKib();
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  const bareSeal = () =>
    new CompactEncrypt(encoder.encode(JSON.stringify(value)))
      .setProtectedHeader({ alg: 'A256KW', enc: 'A256GCM' })
      .encrypt(key);
  const bare = await bareSeal();
  const envelope = await seal(keyring, record, value);
  return [
    { name: 'jose encrypt', operation: bareSeal },
    { name: 'seal', baseline: 'jose encrypt', operation: () => seal(keyring, record, value) },
    {
      name: 'jose decrypt',
      operation: async () =>
        JSON.parse(decoder.decode((await compactDecrypt(bare, key)).plaintext)),
    },
    { name: 'open', baseline: 'jose decrypt', operation: () => open(keyring, record, envelope) },
    { name: 'rewrap', operation: () => rewrap(keyring, record, envelope) },
  ];
}

/** Sixteen fields with hex in them: exactly 1,024 bytes of JSON. */
function objectOfOneKib(): Record<string, string> {
  const value: Record<string, string> = {};
  for (let field = 0; field < 16; field += 1) {
    value[`field${field}`] = createHash('sha256').update(String(field)).digest('hex').slice(0, 49);
  }
  const missing = 1024 - JSON.stringify(value).length;
  return { ...value, field15: `${value.field15}${'x'.repeat(missing)}` };
}

/** Compares a reveal, from the request to the answer, with the parts that it's made of. */
async function reveal({ isQuick }: BenchOptions): Promise<Section> {
  const rounds = isQuick ? 20 : 200;
  console.log(`reveal: ${rounds} rounds, the parts and the whole in turn ...`);
  const stack = await startCredentialSystem({ directus: {} });
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
    const rows = [...times].map(([name, all]) => [name, medianWithSpread(mediansOfParts(all))]);
    return {
      title: 'A reveal and its parts',
      text: [
        `One after the other, ${rounds} times. In brackets the smallest and largest median of ten parts of the run.`,
      ],
      tables: [{ head: ['', 'ms'], rows }],
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
