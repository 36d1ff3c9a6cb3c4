import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import canonicalize from 'canonicalize';
import fc from '../../../test/support/properties.ts';
import { type ChainedEntry, canonicalOf, chainEntry, hashOf, normalEntry } from '../src/entry.ts';
import { anyEntry } from './support/logs.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const seqs = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const texts = fc.string({ unit: 'binary', maxLength: 20 });

/** As the format says it, by the kept package alone. */
function plainText(entry: Omit<ChainedEntry, 'hash'>, seq: number): string {
  const { at, area, action, outcome, principal_kind, client, collection, claim, detail } = entry;
  const { principal_id, address, request_id, principal_seal, item, connection, item_seal } = entry;
  const ofPrincipal = [principal_seal, principal_id, address, request_id];
  return String(
    canonicalize({
      ...{ v: 1, seq, at, area, action, outcome, principal_kind, client, collection, claim },
      ...{ detail, principal: sha256(String(canonicalize(ofPrincipal))) },
      item: sha256(String(canonicalize([item_seal, item, connection]))),
    }),
  );
}

test('an entry is hashed as canonical JSON (RFC 8785), whatever its texts are', () => {
  fc.assert(
    fc.property(anyEntry, texts, texts, texts, seqs, (entry, action, item, detail, seq) => {
      const row = { ...entry, action, item, detail };
      const chained = chainEntry({ seq: seq - 1, hash: sha256(action) }, normalEntry(row));
      const text = plainText(chained, seq);
      assert.equal(canonicalOf(chained, seq), text);
      assert.equal(hashOf(chained), sha256(chained.previous_hash + text));
    }),
  );
});

test('the hash of an entry is what it was when the format was made', () => {
  const seal = `s.${'A'.repeat(22)}`;
  const entry: Omit<ChainedEntry, 'hash'> = {
    ...{ at: '2026-03-01T09:30:00.000Z', area: 'credentials', action: 'reveal', outcome: 'done' },
    ...{ principal_kind: 'server', principal_id: 'current', client: 'publisher', claim: null },
    ...{ collection: 'platform_connections', item: 'r', connection: 'r', detail: 'ä"\\\u2028' },
    ...{ request_id: 'q', address: '::1', seq: 7, previous_hash: '0'.repeat(64) },
    ...{ principal_seal: seal, item_seal: seal },
  };
  assert.equal(hashOf(entry), 'c84cf130019430648e7eacb5f04f8b93e7b042776ec204f18f0b89c3326753f3');
});
