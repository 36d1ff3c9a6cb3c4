/**
 * Routes for our own API, behind the secret that it shares with this Directus; of some, administrators may ask as well.
 *
 * Guarantees: the secret is compared in constant time, before anything of the body is looked at; whoever hasn't got it is
 * answered 401. A failure is an error for the caller and a line in the log, never an answer that says yes or no.
 */
import { InvalidCredentialsError, isDirectusError } from '@directus/errors';
import type { DirectusRequest, DirectusResponse, Logger, Next } from './directus.ts';
import { createSecretCheck, secretHeader } from './secrets.ts';

interface ApiRouteDeps {
  secrets: readonly string[];
  logger: Logger;
  /** For `genie`, which comes as an administrator. */
  isForAdministratorsToo?: boolean;
}

type ApiRequest = Pick<DirectusRequest, 'body' | 'headers' | 'accountability'> & {
  schema?: object;
};

/**
 * @param name what fails, for the log
 * @param run gets the body, which may be anything, and Directus's description of the data
 */
export function createApiRoute(
  { secrets, logger, isForAdministratorsToo = false }: ApiRouteDeps,
  name: string,
  run: (body: unknown, schema: unknown) => Promise<object>,
) {
  const isSecret = createSecretCheck(secrets);
  return async (
    { body, headers = {}, accountability, schema }: ApiRequest,
    response: Pick<DirectusResponse, 'json' | 'set'>,
    next: Next,
  ): Promise<void> => {
    try {
      const isAdministrator = isForAdministratorsToo && accountability?.admin === true;
      if (!isAdministrator && !isSecret(headers[secretHeader])) throw new InvalidCredentialsError();
      const data = await run(body, schema);
      response.set('Cache-Control', 'no-store');
      response.json({ data });
    } catch (error) {
      if (!isDirectusError(error)) logger.error(error, `${name} failed.`);
      next(error);
    }
  };
}
