import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type OwnPostgres, startOwnPostgres, whyNoOwnPostgres } from '../support/own-postgres.ts';
import { runBlock } from '../support/run-page.ts';

const page = 'how-to/back-up-and-restore.md';
const skip = whyNoOwnPostgres() ?? false;

/** What `docker compose exec postgres` reaches: a PostgreSQL whose superuser is `genie`, asked through its socket. */
describe('PostgreSQL in a container, backed up and restored as docs/how-to says', { skip }, () => {
  let dir: string;
  let postgres: OwnPostgres;
  let variables: Record<string, string>;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'genie-docker-'));
    postgres = await startOwnPostgres();
    const bin = join(dir, 'bin');
    await mkdir(bin);
    variables = { ...postgres.env, HOME: dir, PATH: `${bin}:${postgres.env.PATH}` };
    // Only its words for the container's programs matter here; operator-commands.test.ts knows the others.
    const docker = `[ "$1 $2 $3" = "compose -f deploy/compose.yaml" ] || exit 64
      shift 3
      if [ "$1 $2 $3" = "exec -T postgres" ]; then shift 3; exec "$@"; fi`;
    await writeFile(join(bin, 'docker'), `#!/bin/sh\n${docker}\n`);
    await chmod(join(bin, 'docker'), 0o755);
  });
  after(async () => {
    await postgres?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  async function type(mark: string): Promise<string> {
    const ended = await runBlock(page, mark, { cwd: dir, variables });
    assert.equal(ended.code, 0, ended.stderr);
    return ended.stdout;
  }

  test('comes back as it was, beside what it had become', async () => {
    const { ask } = postgres;
    await ask('postgres', 'create database genie');
    await ask('genie', 'create table directus_sessions (token text)');
    await ask('genie', "insert into directus_sessions values ('of then')");
    await type('pg_dump --username');
    assert.equal((await stat(join(dir, 'genie-backup/directus.dump'))).mode & 0o077, 0);
    await ask('genie', "insert into directus_sessions values ('later')");

    await type('pg_restore --username');
    assert.equal(await ask('genie', 'select token from directus_sessions'), 'of then');
    assert.equal(await ask('genie_before', 'select count(*) from directus_sessions'), '2');
    assert.match(await type('psql --username=genie --dbname=genie'), /^DELETE 1$/m);
    assert.equal(await ask('genie', 'select count(*) from directus_sessions'), '0');
  });
});
