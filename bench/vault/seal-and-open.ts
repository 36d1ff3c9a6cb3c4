import { createHash, randomBytes, webcrypto } from 'node:crypto';
import { CompactEncrypt, compactDecrypt } from 'jose';
import {
  createKeyring,
  open,
  parseVaultKey,
  rewrap,
  seal,
} from '../../packages/vault/src/index.ts';
import type { Section, Table } from '../support/bench.ts';
import type { BenchOptions } from '../support/bench-options.ts';
import { figure, median, medianWithSpread } from '../support/statistics.ts';

const promised = 0.5;

const record = { collection: 'platform_connections', id: 'a'.repeat(36), owner: 'b'.repeat(36) };

interface Target {
  name: string;
  /** What its rate is divided by. */
  baseline?: string;
  operation(): Promise<unknown>;
}

/** Seals and opens an object of 1 KiB, one after the other and 16 at once, beside bare calls of `jose`. */
export async function sealAndOpen(options: BenchOptions): Promise<Section> {
  console.log(`vault: ${options.rounds} rounds, sealing and opening ...`);
  const targets = await createTargets();
  const tables: Table[] = [];
  for (const atOnce of [1, 16]) {
    const rates = await measure(targets, atOnce, options);
    const of = (name: string) => median(rates.get(name) ?? []);
    tables.push({
      caption: `${atOnce} at once:`,
      head: ['', 'operations a second', 'of bare jose'],
      rows: targets.map(({ name, baseline }) => [
        name,
        medianWithSpread(rates.get(name) ?? []),
        baseline === undefined ? '' : figure(of(name) / of(baseline)),
      ]),
    });
  }
  return {
    title: 'Sealing and opening',
    text: [
      `An object of 1 KiB, in this process alone, beside bare calls of \`jose\`. Promised for seal and open: ${promised} of bare \`jose\`.`,
    ],
    tables,
    plots: [],
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

async function measure(
  targets: readonly Target[],
  atOnce: number,
  { rounds, seconds }: BenchOptions,
): Promise<Map<string, number[]>> {
  const rates = new Map<string, number[]>(targets.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    // Every other round goes backwards, so that nobody always follows the same neighbour.
    for (const target of round % 2 === 0 ? targets : [...targets].reverse()) {
      const rate = await rateOf(target, atOnce, seconds / 2);
      // Round 0 warms everything up and isn't counted.
      if (round > 0) rates.get(target.name)?.push(rate);
    }
  }
  return rates;
}

async function rateOf({ operation }: Target, atOnce: number, seconds: number): Promise<number> {
  let done = 0;
  const start = performance.now();
  const end = start + seconds * 1_000;
  const worker = async () => {
    while (performance.now() < end) {
      await operation();
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return (done / (performance.now() - start)) * 1_000;
}
