import { execFile, spawnSync } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';
import { readVariable } from './process-environment.ts';

const run = promisify(execFile);
const programs = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' }).stdout?.trim() ?? '';
const runner = spawnSync('id', ['-u', 'postgres'], { encoding: 'utf8' }).stdout?.trim() ?? '';

/** Why a test can't have a PostgreSQL of its own here; undefined if it can. */
export function whyNoOwnPostgres(): string | undefined {
  const isPossible = programs !== '' && runner !== '' && process.getuid?.() === 0;
  return isPossible ? undefined : 'needs PostgreSQL, and root, who starts it as its own user';
}

/** A PostgreSQL of the test's own, empty, whose one superuser is `genie` and needs no password. */
export interface OwnPostgres {
  port: number;
  /** What the tools of PostgreSQL need to reach it through its socket. */
  env: Record<string, string>;
  /** Asks with psql. @returns what it prints, bare */
  ask(database: string, sql: string): Promise<string>;
  stop(): Promise<void>;
}

/**
 * Starts one on a free port of loopback. It doesn't end with this process, so `stop` has to be called.
 *
 * @param tls its certificate and key; then it takes no connection of TCP without TLS
 */
export async function startOwnPostgres(tls?: { cert: string; key: string }): Promise<OwnPostgres> {
  const dir = await mkdtemp('/var/tmp/genie-postgres-');
  const [data, port] = [join(dir, 'data'), await freePort()];
  await chmod(dir, 0o755);
  await mkdir(data, { mode: 0o700 });
  const own = async (path: string) => chown(path, Number(runner), 0);
  await own(data);
  await own(dir);
  const PATH = `${programs}:${readVariable('PATH')}`;
  const env = { PATH, HOME: dir, PGHOST: dir, PGPORT: String(port), PGUSER: 'genie' };
  const asServer = (...words: string[]) =>
    run('setpriv', [`--reuid=${runner}`, '--clear-groups', ...words], { env });
  await asServer('initdb', '--pgdata', data, '--username=genie', '--auth=trust');
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${dir}`,
    'fsync=off',
  ];
  if (tls !== undefined) {
    for (const [name, text] of Object.entries(tls)) {
      const file = join(data, `server.${name === 'cert' ? 'crt' : 'key'}`);
      await writeFile(file, text, { mode: 0o600 });
      await own(file);
    }
    settings.push('ssl=on');
    const rules = 'local all all trust\nhostssl all all 127.0.0.1/32 trust\n';
    await writeFile(join(data, 'pg_hba.conf'), rules);
  }
  const options = settings.map((each) => `-c ${each}`).join(' ');
  const log = join(dir, 'log');
  await asServer('pg_ctl', '--pgdata', data, '-w', '-o', options, '-l', log, 'start');
  return {
    port,
    env,
    async ask(database, sql) {
      return (await run('psql', [`--dbname=${database}`, '-tAc', sql], { env })).stdout.trim();
    },
    async stop() {
      await asServer('pg_ctl', '--pgdata', data, '-m', 'immediate', 'stop');
      await rm(dir, { recursive: true, force: true });
    },
  };
}
