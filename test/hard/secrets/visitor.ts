/** An answer, with all that came. */
export interface Answer {
  /** `METHOD /path`, without the query. */
  name: string;
  status: number;
  text: string;
  /** As text, but for cookies, which are meant to hold a token. */
  headers: string;
  cookies: string[];
  /** An empty object if it isn't JSON. */
  body: Record<string, unknown>;
}

/** One request. */
export interface Ask {
  token?: string;
  body?: object;
  headers?: Record<string, string>;
}

/** @param settings the variables of an installation */
export function createVisitor(settings: Readonly<Record<string, string>>) {
  const apiUrl = `http://127.0.0.1:${settings.SERVER_PORT}`;
  const directusUrl = String(settings.DIRECTUS_URL);
  const send =
    (url: string) =>
    (method: string, path: string, ask: Ask = {}) =>
      request(url, method, path, ask);
  const api = send(apiUrl);
  return {
    api,
    directus: send(directusUrl),
    /** `POST /api/credentials/<operation>` with the shared secret. */
    asServer: (operation: string, body: object) =>
      api('POST', `/api/credentials/${operation}`, {
        body,
        headers: { 'x-rbac-sync-secret': String(settings.RBAC_SYNC_WEBHOOK_SECRET) },
      }),
  };
}

async function request(
  url: string,
  method: string,
  path: string,
  { token, body, headers = {} }: Ask,
): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const told = [...response.headers].filter(([name]) => name !== 'set-cookie');
  return {
    name: `${method} ${path.split('?')[0]}`,
    status: response.status,
    text,
    headers: told.map((pair) => pair.join(': ')).join('\n'),
    cookies: response.headers.getSetCookie(),
    body: parse(text),
  };
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
