import type { Section } from '../support/bench.ts';
import type { BenchOptions } from '../support/bench-options.ts';
import { measureSizes } from './measure-sizes.ts';
import { preparePostgres } from './postgres-databases.ts';
import { type SizedDirectus, startSized } from './sized-directus.ts';

const sizes = [1_000, 10_000, 100_000, 1_000_000];
const quickSizes = [1_000, 10_000];

/** What a thousand to a million rows of sessions do to a check, on SQLite and on PostgreSQL. */
export async function run(options: BenchOptions): Promise<Section[]> {
  const sections = [await onDatabase('SQLite', options, (sessions) => startSized(sessions))];
  const postgres = await preparePostgres();
  if (postgres === undefined) {
    console.log('  there is no PostgreSQL on 127.0.0.1:5432 that lets postgres in: left out');
    return sections;
  }
  try {
    const name = `PostgreSQL ${postgres.version}`;
    sections.push(await onDatabase(name, options, (sessions) => startSized(sessions, postgres)));
  } finally {
    await postgres.remove();
  }
  return sections;
}

async function onDatabase(
  database: string,
  options: BenchOptions,
  start: (sessions: number) => Promise<SizedDirectus>,
): Promise<Section> {
  const started: SizedDirectus[] = [];
  try {
    for (const sessions of options.isQuick ? quickSizes : sizes) {
      console.log(`sessions: ${database}, writing ${sessions.toLocaleString('en-US')} ...`);
      started.push(await start(sessions));
    }
    return await measureSizes(database, started, options);
  } finally {
    for (const each of started) await each.stop();
  }
}
