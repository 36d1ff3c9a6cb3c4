import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { DirectusRelease, DirectusSettings } from '../../directus/src/index.ts';
import { readVariable } from './process-environment.ts';

/** The administrator of every test Directus. Nothing here is used outside of tests. */
export const testAdmin = {
  email: 'admin@example.com',
  password: 'test-admin-password-7Q',
  token: 'test-only-admin-token-5b0f0a6e9d2c4f1e8a37',
} as const;

/** Which Directus the tests run on: GENIE_TEST_DIRECTUS is 11 unless set, or 12. */
export const testRelease: DirectusRelease =
  readVariable('GENIE_TEST_DIRECTUS') === '12' ? '12' : '11';

/** Why a test has nothing to try on Directus 12; false on 11. It's for the option `skip` of a test. */
export function notOnTwelve(reason: string): string | false {
  return testRelease === '12' && `Directus 12: ${reason}`;
}

/** Why nothing is tried with TOKEN_VALIDATION=users-me: people would have to read their own account. */
export const noUsersMe = notOnTwelve('users-me lets nobody in without a licence');

/** How an API checks tokens that is to do it another way than by introspection, where there is another. */
export const otherTokenValidation = testRelease === '12' ? 'introspect' : 'users-me';

/** Half of what Directus does until it listens is to find out where imports lead. */
const rememberImports = `--import=${pathToFileURL(join(import.meta.dirname, 'cached-resolution.ts'))}`;

const keepOutput = `--import=${pathToFileURL(join(import.meta.dirname, 'output-file.ts'))}`;

/** Where a test Directus writes what it says, besides to who started it. */
export function outputFileOf(dataDir: string): string {
  return join(dataDir, 'output.log');
}

/** Settings of a test Directus that keeps everything in `dataDir`. */
export function testDirectusSettings(dataDir: string, port: number): DirectusSettings {
  return {
    release: testRelease,
    host: '127.0.0.1',
    port,
    publicUrl: `http://127.0.0.1:${port}`,
    dataDir,
    database: { client: 'sqlite3', filename: join(dataDir, 'directus.db') },
    secret: 'test-only-secret-a3f1c58e07d94b26b1e2',
    guardKey: 'dGVzdC1vbmx5LWd1YXJkLWtleS1vZi0zMi1ieXRlcyE=',
    admin: testAdmin,
    logLevel: 'warn',
    // The product keeps Directus's half second and its costly hashes; tests log in hundreds of times.
    extraEnvironment: {
      LOGIN_STALL_TIME: '20',
      HASH_MEMORY_COST: '1024',
      HASH_TIME_COST: '2',
      HASH_PARALLELISM: '1',
      // All of them come from one address, and some users from nowhere else.
      LOGIN_LIMIT_ACCOUNT_SUCCESSES: '100000',
      LOGIN_LIMIT_ADDRESS_SUCCESSES: '100000',
      // Directus 12 without a licence reports to its makers; what a test starts reports to nobody. Port 9 discards.
      TELEMETRY_URL: 'http://127.0.0.1:9',
      ...compileCache(),
      GENIE_TEST_OUTPUT: outputFileOf(dataDir),
      NODE_OPTIONS: `${rememberImports} ${keepOutput}`,
    },
  };
}

/** Where Node keeps what it has compiled for this run of the tests; see `global-setup.ts`. */
export function compileCache(): Record<string, string> {
  const dir = readVariable('NODE_COMPILE_CACHE');
  return dir === undefined ? {} : { NODE_COMPILE_CACHE: dir };
}
