import { join, resolve } from 'node:path';
import { EnvironmentError, parseEnvironment } from '@genie-helper/environment';
import type { World } from '../../cli-context.ts';
import { UpError, UsersError } from '../../installation/cli-error.ts';
import { readEnvFile } from '../../installation/env-file.ts';

/**
 * Runs a command about users as the administrator, and tells on stderr why it can't go on.
 *
 * @param dir the folder of `.env`; the project unless given
 * @returns the exit code: 0, 1 for a problem that was told, or 130 after a Ctrl-C
 */
export async function runUsersCommand(
  world: World,
  dir: string | undefined,
  run: (admin: DirectusAdmin) => Promise<void>,
): Promise<number> {
  try {
    await run(await createDirectusAdmin(resolve(dir ?? world.projectDir), world.variables));
    return 0;
  } catch (error) {
    if (!(error instanceof UsersError || error instanceof UpError)) throw error;
    world.stderr.write(`${error.message}\n`);
    return error instanceof UsersError ? error.exitCode : 1;
  }
}

const timeoutMs = 15_000;

/** What Directus said to the administrator. */
export interface AdminAnswer {
  status: number;
  data: unknown;
  /** Directus's code of a refusal, such as RECORD_NOT_UNIQUE. */
  code: string | undefined;
}

/**
 * One call to Directus with the admin token. It isn't repeated, and no redirect is followed.
 *
 * @throws UsersError where Directus doesn't answer, or refuses the token
 */
export type DirectusAdmin = (
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
) => Promise<AdminAnswer>;

/**
 * Reads Directus's address and the admin token: the environment's variables over those of `.env`.
 *
 * @param dir the folder of `.env`
 * @throws UsersError that names the variable, never its value
 * @throws UpError `up.env_unreadable`
 */
async function createDirectusAdmin(
  dir: string,
  variables: World['variables'],
): Promise<DirectusAdmin> {
  const file = await readEnvFile(join(dir, '.env'));
  const { DIRECTUS_URL: url, DIRECTUS_ADMIN_TOKEN: token } = parse({
    ...file?.variables,
    ...Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== '')),
  });
  if (token === undefined) {
    throw new UsersError(
      `DIRECTUS_ADMIN_TOKEN is not set, neither in ${join(dir, '.env')} nor in the environment. Name the folder of .env with --dir.`,
    );
  }
  return async (method, path, body) => {
    const answer = await send(`${url}${path}`, method, token, body).catch(() => undefined);
    if (answer === undefined) {
      throw new UsersError(`Directus does not answer at ${url}. Start it with "npm start".`);
    }
    if (answer.status === 401) {
      throw new UsersError(
        'Directus refuses the token in DIRECTUS_ADMIN_TOKEN: see docs/runbooks/rotate-admin-token.md.',
      );
    }
    if (answer.status >= 500) {
      throw new UsersError(
        `Directus answers ${answer.status}. Run "genie doctor", and try again when it finds nothing.`,
      );
    }
    return answer;
  };
}

function parse(texts: World['variables']) {
  try {
    return parseEnvironment(texts);
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    throw new UsersError(error.problems.map(({ message }) => message).join('\n'));
  }
}

async function send(
  address: string,
  method: string,
  token: string,
  body: unknown,
): Promise<AdminAnswer> {
  const response = await fetch(address, {
    method,
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const parsed = (await response.json().catch(() => ({}))) as {
    data?: unknown;
    errors?: { extensions?: { code?: unknown } }[];
  };
  const code = parsed.errors?.[0]?.extensions?.code;
  return {
    status: response.status,
    data: parsed.data,
    code: typeof code === 'string' ? code : undefined,
  };
}
