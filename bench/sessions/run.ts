import { requestsWith } from '../auth/auth-stack.ts';
import type { BenchOptions, Section } from '../support/bench.ts';
import { plotOf, refusalsOf, tableOf } from '../support/cell-figures.ts';
import { accessTokens } from '../support/made-sessions.ts';
import { type Cell, measure, type Step, type Target } from '../support/measure.ts';
import { preparePostgres, type SizedDirectus, startSized } from './sized-directus.ts';
import { timeSizes } from './time-sizes.ts';

const sizes = [1_000, 10_000, 100_000, 1_000_000];
const quickSizes = sizes.slice(0, 2);

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

const connections = 64;
const tokens = 1_000;

/** Compares databases that differ in the number of sessions alone, all of them running at once. */
async function measureSizes(
  database: string,
  sized: readonly SizedDirectus[],
  options: BenchOptions,
): Promise<Section> {
  const times = await timeSizes(database, sized, options);
  const cells = await loadSizes(sized, options);
  const slug = database.toLowerCase().replace(/[^a-z].*$/, '');
  const xLabel = 'sessions in the database';
  return {
    title: `More sessions, on ${database}`,
    text: [
      `${sized.length} databases that differ in the number of sessions alone, each with a Directus and this server before it, measured in turn. Below, ${tokens.toLocaleString('en-US')} tokens spread over all sessions come in turn.`,
      ...times.text,
    ],
    tables: [
      times.table,
      tableOf(cells, 'requestsPerSecond', `Requests a second over ${connections} connections:`),
      ...refusalsOf(cells),
      tableOf(cells, 'megabytes', 'Memory of the API (RSS) after the load, in MB:'),
    ],
    plots: [
      { ...times.plot, name: `sessions-${slug}-check` },
      plotOf(cells, 'requestsPerSecond', {
        name: `sessions-${slug}-rate`,
        title: `Requests a second by sessions, ${database}`,
        xLabel,
        yLabel: 'requests a second',
        isYLogarithmic: true,
      }),
    ],
  };
}

/** Every database is a target, so that they take turns; in the answer it's a step, to be read along. */
async function loadSizes(sized: readonly SizedDirectus[], options: BenchOptions): Promise<Cell[]> {
  const step: Step = { name: 'all', x: 0, connections };
  const sizeOf = new Map<string, number>();
  const targets = sized.flatMap(({ sessions, directus, introspect, usersMe }): Target[] => {
    const requests = requestsWith(accessTokens(directus.settings.secret, tokens, sessions));
    return [
      { mode: 'introspect', gateway: introspect },
      { mode: 'users-me', gateway: usersMe },
    ].map(({ mode, gateway: { url, pid } }) => {
      const name = `${mode} ${sessions}`;
      sizeOf.set(name, sessions);
      return { name, url: `${url}/whoami`, pid, requests: () => requests };
    });
  });
  const cells = await measure([step], targets, options);
  return cells
    .map((cell) => {
      const sessions = sizeOf.get(cell.target) ?? 0;
      const name = sessions.toLocaleString('en-US');
      return {
        ...cell,
        target: cell.target.split(' ')[0] ?? '',
        step: { name, x: sessions, connections },
      };
    })
    .sort((one, other) => one.step.x - other.step.x);
}
