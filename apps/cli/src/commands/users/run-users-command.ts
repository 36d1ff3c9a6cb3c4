import type { CliContext } from '../../cli-context.ts';
import { CliError } from '../../installation/cli-error.ts';
import { loadInstallation, requireVariables } from '../../installation/installation.ts';

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
 * @throws CliError where Directus doesn't answer, or refuses the token
 */
export type DirectusAdmin = (
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
) => Promise<AdminAnswer>;

/**
 * Reads Directus's address and the admin token.
 *
 * @param dir the folder of `.env`
 * @throws CliError with every problem that was found
 */
export async function createDirectusAdmin(
  dir: string,
  variables: CliContext['variables'],
): Promise<DirectusAdmin> {
  const installation = await loadInstallation(dir, variables);
  const environment = requireVariables(installation, ['DIRECTUS_ADMIN_TOKEN']);
  const { DIRECTUS_URL: url, DIRECTUS_ADMIN_TOKEN: token } = environment;
  return async (method, path, body) => {
    const answer = await send(`${url}${path}`, method, token, body).catch(() => undefined);
    if (answer === undefined) {
      throw new CliError(`Directus does not answer at ${url}. Start it with "npm start".`);
    }
    if (answer.status === 401) {
      throw new CliError(
        'Directus refuses the token in DIRECTUS_ADMIN_TOKEN: see docs/runbooks/rotate-admin-token.md.',
      );
    }
    if (answer.status >= 500) {
      throw new CliError(
        `Directus answers ${answer.status}. Run "genie doctor", and try again when it finds nothing.`,
      );
    }
    return answer;
  };
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
