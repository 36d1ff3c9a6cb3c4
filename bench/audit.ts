import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  type ChainedEntry,
  type ChainHead,
  chainColumns,
  chainEntry,
  checkpointKey,
  genesis,
  signCheckpoint,
} from '@genie-helper/audit-chain';
import type { Knex } from 'knex';
import { peakMegabytes, processorMs } from '../test/support/process-usage.ts';
import { startTestDirectus, type TestDirectus } from '../test/support/start-directus.ts';
import { preparePostgres } from './sessions/sized-directus.ts';
import type { BenchOptions, Section } from './support/bench.ts';
import { figure } from './support/statistics.ts';

const genie = resolve(import.meta.dirname, '../apps/cli/src/main.ts');
const vaultKey = randomBytes(32);
const entriesAtOnce = 5_000;

/** How long `genie audit verify` takes with a million entries, on both databases. */
export async function run({ isQuick }: BenchOptions): Promise<Section[]> {
  const entries = isQuick ? 20_000 : 1_000_000;
  const rows = [await onSqlite(entries)];
  const postgres = await preparePostgres();
  if (postgres !== undefined) {
    try {
      const { database, db } = await postgres.create();
      const head = await fill(entries, (page) => insertPostgres(db, page));
      await db('genie_audit_chain').update({ ...head, began: 1 });
      const directus = await startTestDirectus({ settings: { database } });
      rows.push(await measure('PostgreSQL', directus, head));
    } finally {
      await postgres.remove();
    }
  }
  return [
    {
      title: 'Verifying the access log',
      text: [
        `\`genie audit verify\` over ${entries.toLocaleString('en-US')} entries with a signed checkpoint, through Directus, as an operator runs it. Promised for a million: a minute.`,
      ],
      tables: [
        {
          head: [
            '',
            'seconds',
            'entries a second',
            'processor s, genie',
            'processor s, Directus',
            'most memory of genie, MB',
            'of Directus, MB',
          ],
          rows,
        },
      ],
    },
  ];
}

async function onSqlite(entries: number): Promise<string[]> {
  const directus = await startTestDirectus();
  const db = new DatabaseSync(join(directus.settings.dataDir, 'directus.db'));
  db.exec('PRAGMA busy_timeout = 60000; PRAGMA synchronous = OFF');
  db.exec('DELETE FROM credential_access_log');
  const marks = chainColumns.map(() => '?').join(', ');
  const insert = db.prepare(
    `INSERT INTO credential_access_log (${chainColumns.join(', ')}) VALUES (${marks})`,
  );
  const head = await fill(entries, async (page) => {
    db.exec('BEGIN');
    for (const entry of page) {
      const row = { ...entry, at: new Date(entry.at).getTime() };
      insert.run(...chainColumns.map((column) => row[column]));
    }
    db.exec('COMMIT');
  });
  db.prepare('UPDATE genie_audit_chain SET seq = ?, hash = ?, began = 1').run(head.seq, head.hash);
  db.close();
  return await measure('SQLite', directus, head);
}

/** Makes so many entries, as reveals of many creators' logins write them. */
async function fill(
  entries: number,
  insert: (page: readonly ChainedEntry[]) => Promise<void>,
): Promise<ChainHead> {
  console.log(`audit: writing ${entries} entries ...`);
  let head = genesis;
  let page: ChainedEntry[] = [];
  const begin = Date.now() - entries;
  for (let number = 0; number < entries; number += 1) {
    const id = `00000000-0000-4000-8000-${String(number % 10_000).padStart(12, '0')}`;
    const entry = chainEntry(head, {
      ...{ at: new Date(begin + number).toISOString(), area: 'credentials', action: 'reveal' },
      ...{ outcome: 'done', principal_kind: 'server', principal_id: 'current' },
      ...{ client: 'publisher', collection: 'platform_connections', item: id, connection: id },
      ...{ claim: null, request_id: `request-${number}`, address: '192.0.2.10', detail: null },
    });
    head = { seq: entry.seq, hash: entry.hash };
    page.push(entry);
    if (page.length < entriesAtOnce && number + 1 < entries) continue;
    await insert(page);
    page = [];
  }
  return head;
}

async function insertPostgres(db: Knex, page: readonly ChainedEntry[]): Promise<void> {
  await db.raw(
    `INSERT INTO credential_access_log (${chainColumns.join(', ')})
     SELECT ${chainColumns.join(', ')}
     FROM json_populate_recordset(NULL::credential_access_log, ?)`,
    [JSON.stringify(page)],
  );
}

async function measure(name: string, directus: TestDirectus, head: ChainHead): Promise<string[]> {
  console.log(`audit: verifying on ${name} ...`);
  const dir = await mkdtemp(join(tmpdir(), 'genie-bench-audit-'));
  const checkpoints = join(dir, 'checkpoints.jsonl');
  const signed = signCheckpoint(checkpointKey(vaultKey), head, new Date());
  await writeFile(checkpoints, `${JSON.stringify(signed)}\n`);
  try {
    const before = await processorMs([directus.process.pid]);
    const from = performance.now();
    const child = spawn(
      process.execPath,
      [genie, 'audit', 'verify', '--dir', dir, '--checkpoints', checkpoints],
      {
        env: {
          DIRECTUS_URL: directus.url,
          DIRECTUS_ADMIN_TOKEN: directus.adminToken,
          CREDENTIALS_ENC_KEY_B64: vaultKey.toString('base64'),
        },
        stdio: ['ignore', 'inherit', 'inherit'],
      },
    );
    const { pid = 0 } = child;
    let memory = 0;
    let used = 0;
    const watch = setInterval(() => {
      void Promise.all([peakMegabytes(pid), processorMs([pid])]).then(
        ([peak, ms]) => {
          memory = peak;
          used = ms;
        },
        // It has ended.
        () => {},
      );
    }, 50);
    const [code] = await once(child, 'exit');
    clearInterval(watch);
    const seconds = (performance.now() - from) / 1_000;
    if (code !== 0) throw new Error(`genie audit verify ended with ${code}`);
    const ofDirectus = (await processorMs([directus.process.pid])) - before;
    return [
      name,
      figure(seconds),
      figure(head.seq / seconds),
      figure(used / 1_000),
      figure(ofDirectus / 1_000),
      figure(memory),
      figure(await peakMegabytes(directus.process.pid)),
    ];
  } finally {
    await directus.stop();
    await rm(dir, { recursive: true, force: true });
  }
}
