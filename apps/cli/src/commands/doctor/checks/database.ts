import { stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { resolve } from 'node:path';
import { failureCodeOf } from '@genie-helper/directus-client';
import { isDirectusOurs } from '../../../installation/installation.ts';
import { explainCode } from '../ask.ts';
import { type Check, type DoctorDeps, fail, notInUse, ok } from '../check.ts';

const timeoutMs = 3_000;

/** Where the Directus that we start keeps its data. */
export function databaseChecks({ installation }: DoctorDeps): Check[] {
  const { DB_CLIENT, DB_FILENAME = '', DB_HOST = '', DB_PORT = 0 } = installation.values;
  return [
    {
      id: 'database.there',
      holds: "the SQLite file is nobody else's, or PostgreSQL answers",
      variables: ['DIRECTUS_URL', 'DB_CLIENT', 'DB_FILENAME', 'DB_HOST', 'DB_PORT'],
      async run() {
        if (!isDirectusOurs(installation)) return notInUse('Directus runs elsewhere.');
        if (DB_CLIENT === 'pg') return lookAtServer(DB_HOST, DB_PORT);
        return lookAtFile(resolve(installation.dir, DB_FILENAME));
      },
    },
  ];
}

async function lookAtFile(path: string) {
  const found = await stat(path).catch((error: unknown) => failureCodeOf(error));
  if (found === 'ENOENT') return ok('There is no database yet; the first start makes it.');
  if (typeof found === 'string') {
    return fail(`${path} can't be looked at (${found}).`, 'Run genie as the owner of data/.');
  }
  if (!found.isFile()) {
    return fail(`${path} is no file.`, 'Let DB_FILENAME name the SQLite file.');
  }
  if (process.platform === 'win32' || (found.mode & 0o007) === 0) {
    return ok(`The SQLite file is there (${Math.ceil(found.size / 1_000_000)} MB).`);
  }
  return fail('Every user can get at the SQLite file.', `chmod 600 ${path}`);
}

function lookAtServer(host: string, port: number) {
  return new Promise<ReturnType<typeof ok>>((resolveFinding) => {
    const socket = connect({ host, port, timeout: timeoutMs });
    const refuse = (code: string) => {
      socket.destroy();
      resolveFinding(
        fail(
          `PostgreSQL does not answer at ${host}:${port} (${explainCode(code)}).`,
          'Start it, or correct DB_HOST and DB_PORT.',
        ),
      );
    };
    socket.on('timeout', () => refuse('TIMEOUT'));
    socket.on('error', (error) => refuse(failureCodeOf(error)));
    socket.on('connect', () => {
      socket.destroy();
      resolveFinding(ok(`PostgreSQL answers at ${host}:${port}.`));
    });
  });
}
