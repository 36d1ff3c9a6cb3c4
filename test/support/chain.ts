import assert from 'node:assert/strict';
import { type LogRow, verifyChain } from '@genie-helper/audit-chain';
import type { Knex } from 'knex';

/** The access log of a database verifies from its first entry to its head. */
export async function assertChain(db: Knex): Promise<void> {
  const head = await db('genie_audit_chain').where({ id: 1 }).first('seq', 'hash');
  const rows: LogRow[] = await db('credential_access_log').orderBy('seq');
  const report = await verifyChain(
    (async function* () {
      yield rows;
    })(),
    { head: { seq: Number(head.seq), hash: head.hash } },
  );
  assert.equal(report.fault, undefined);
  assert.equal(report.entries, rows.length);
}
