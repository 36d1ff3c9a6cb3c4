import {
  createDirectusClient,
  type DirectusCall,
  DirectusError,
  isRecord,
  type Refusal,
} from '@genie-helper/directus-client';
import { createAdminCall } from '@genie-helper/directus-client/queries';
import { DirectusStateError } from '../errors.ts';

/** Schema changes take their time; lists of all fields and permissions are long. */
const bounds = { callTimeoutMs: 15_000, maxResponseBytes: 64 * 1024 * 1024 };
const shownCharacters = 300;

export type Method = DirectusCall['method'];
export type Row = Record<string, unknown>;

/** The few calls with which the reconciler looks, as the administrator whose token it got. */
export type DirectusReader = Pick<ReturnType<typeof createDirectusApi>, 'list' | 'read'>;

/**
 * @throws DirectusStateError from every call: `directus.admin_token_refused` on 401 and 403,
 *   `directus.not_licensed` where its licence doesn't allow it, `directus.unreachable` on no usable answer within 15 seconds, `directus.request_failed` otherwise.
 */
export function createDirectusApi(deps: { url: string; adminToken: string; signal?: AbortSignal }) {
  const { url, adminToken, signal } = deps;
  const client = createDirectusClient({ url, ...bounds });
  const withSignal = (call: DirectusCall) =>
    client.call(signal === undefined ? call : { ...call, signal });
  const ask = createAdminCall({ call: withSignal }, adminToken);

  async function call(method: Method, path: string, body?: unknown): Promise<unknown> {
    const answer = await ask({ method, path, body }).catch((error: unknown) => {
      if (!(error instanceof DirectusError)) throw error;
      const what = error.reason.startsWith('HTTP_') ? 'failed' : 'did not answer';
      const message = `Directus at ${url} ${what} at ${method} ${path} (${error.reason}).`;
      throw new DirectusStateError('directus.unreachable', message, { cause: error });
    });
    if (!answer.ok) throw explainRefusal(answer, method, path);
    return answer.data;
  }

  return {
    /** Rows under `path`; every one of them, whatever Directus's default limit is. */
    async list(path: string, query: Record<string, string> = {}): Promise<Row[]> {
      const data = await call('GET', `${path}?${new URLSearchParams({ limit: '-1', ...query })}`);
      if (Array.isArray(data) && data.every(isRecord)) return data;
      throw failed(`Directus gave no list for ${path}.`);
    },
    /** One object under `path`. */
    async read(path: string): Promise<Row> {
      const data = await call('GET', path);
      if (isRecord(data)) return data;
      throw failed(`Directus gave no object for ${path}.`);
    },
    async write(method: Exclude<Method, 'GET'>, path: string, body?: unknown): Promise<void> {
      await call(method, path, body);
    },
  };
}

function explainRefusal(refusal: Refusal, method: Method, path: string): DirectusStateError {
  const { status, code, category, message = '' } = refusal;
  if (code === 'RESOURCE_RESTRICTED' || code === 'LIMIT_EXCEEDED') {
    return new DirectusStateError(
      'directus.not_licensed',
      `The licence of this Directus doesn't allow ${method} ${path} (${code}${category === undefined ? '' : `, ${category}`}).`,
    );
  }
  if (status === 401 || status === 403) {
    return new DirectusStateError(
      'directus.admin_token_refused',
      `Directus refused the token in DIRECTUS_ADMIN_TOKEN (${method} ${path}): it must be the static token of an active administrator.`,
    );
  }
  const said = message.slice(0, shownCharacters);
  return failed(`Directus answered ${status} to ${method} ${path}: ${code} ${said}`);
}

function failed(message: string): DirectusStateError {
  return new DirectusStateError('directus.request_failed', message);
}
