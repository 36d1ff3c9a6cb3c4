import { chainColumns } from '@genie-helper/audit-chain';
import type { Knex } from 'knex';
import { logTable, prepareAudit } from '../../src/audit/tables.ts';

/** The access log as the desired state makes it, for entries of what is written. */
export async function makeLog(db: Knex): Promise<void> {
  await prepareAudit(db);
  await db.schema.createTable(logTable, (table) => {
    table.increments('id');
    for (const column of chainColumns) {
      if (column === 'seq') table.bigInteger(column);
      else if (column === 'at') table.timestamp(column);
      else table.string(column);
    }
  });
}
