import { join } from 'node:path';
import type { DirectusSettings } from '@genie-helper/directus';
import {
  type Environment,
  EnvironmentError,
  introspectionSecretOf,
  isLoopbackHost,
  parseEnvironment,
  withoutEmpty,
} from '@genie-helper/environment';
import type { World } from '../../cli-context.ts';
import { UpError } from '../../installation/cli-error.ts';
import { toDatabase } from '../../installation/directus-settings.ts';
import { readEnvFile } from '../../installation/env-file.ts';

/** What is read, and for what. */
export interface ServerSettingsOptions {
  /** The folder of `data/`, and of an `.env` if there is one. None is made. */
  dir: string;
  variables: World['variables'];
  host: string;
  port: number;
  /** Variables that have to be set besides `SECRET`. */
  needs?: readonly ('DIRECTUS_ADMIN_TOKEN' | 'ADMIN_PASSWORD')[];
}

/**
 * What a Directus needs that runs without the API beside it: fewer secrets than `up` wants, and none of the vault.
 * The secret between the API and the session guard comes as it is, or is derived from the shared secret.
 *
 * @throws UpError with every problem that was found; it names variables, never values
 */
export async function readServerSettings(
  options: ServerSettingsOptions,
): Promise<DirectusSettings> {
  const { dir, host, port } = options;
  const file = await readEnvFile(join(dir, '.env'));
  const texts = { ...withoutEmpty(file?.variables ?? {}), ...withoutEmpty(options.variables) };
  // HOST is where the API listens; this Directus listens elsewhere.
  const environment = parse({ ...texts, HOST: '127.0.0.1' });
  const introspection = introspectionSecrets(texts, environment);
  const needed = ['SECRET', ...(options.needs ?? [])] as const;
  const problems = needed
    .filter((name) => environment[name] === undefined)
    .map((name) => `${name} is not set.`);
  if (introspection.introspectionSecret === undefined) problems.push(noIntrospectionSecret);
  if (isExposed(host, environment)) problems.push(exposure);
  if (problems.length > 0) throw new UpError('up.env_invalid', problems);
  const { SECRET, ADMIN_EMAIL, ADMIN_PASSWORD, DIRECTUS_ADMIN_TOKEN, TRUST_PROXY } = environment;
  return {
    host,
    port,
    publicUrl: new URL(environment.DIRECTUS_URL).origin,
    dataDir: join(dir, 'data'),
    database: toDatabase(dir, environment),
    secret: SECRET ?? '',
    admin: {
      email: ADMIN_EMAIL,
      password: ADMIN_PASSWORD ?? '',
      token: DIRECTUS_ADMIN_TOKEN ?? '',
    },
    logLevel: environment.LOG_LEVEL,
    ...(TRUST_PROXY === undefined ? {} : { trustProxy: TRUST_PROXY }),
    ...introspection,
  };
}

const noIntrospectionSecret =
  'GENIE_INTROSPECTION_SECRET is not set. Put in what "genie secrets introspection" prints where RBAC_SYNC_WEBHOOK_SECRET is.';

const exposure =
  'With --host other machines reach Directus, and passwords and tokens would come in the clear. Name the proxy that ends HTTPS in TRUST_PROXY, or say with ALLOW_INSECURE_HTTP=true that this is meant.';

function isExposed(host: string, environment: Environment): boolean {
  if (isLoopbackHost(host)) return false;
  return environment.TRUST_PROXY === undefined && !environment.ALLOW_INSECURE_HTTP;
}

function introspectionSecrets(
  texts: Readonly<Record<string, string>>,
  environment: Environment,
): Pick<DirectusSettings, 'introspectionSecret' | 'previousIntrospectionSecret'> {
  const current = introspectionSecret(
    texts.GENIE_INTROSPECTION_SECRET,
    environment.RBAC_SYNC_WEBHOOK_SECRET,
  );
  const previous = introspectionSecret(
    texts.GENIE_INTROSPECTION_SECRET_PREVIOUS,
    environment.RBAC_SYNC_WEBHOOK_SECRET_PREVIOUS,
  );
  return {
    ...(current === undefined ? {} : { introspectionSecret: current }),
    ...(previous === undefined ? {} : { previousIntrospectionSecret: previous }),
  };
}

/** `genie secrets introspection` prints it with the prefix that Directus wants. */
function introspectionSecret(
  given: string | undefined,
  shared: string | undefined,
): string | undefined {
  if (given !== undefined) return given.replace(/^string:/, '');
  return shared === undefined ? undefined : introspectionSecretOf(shared);
}

function parse(texts: Record<string, string>): Environment {
  try {
    return parseEnvironment(texts);
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    throw new UpError(
      'up.env_invalid',
      error.problems.map(({ message }) => message),
    );
  }
}
