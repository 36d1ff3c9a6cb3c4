import { field } from '../../../../test/support/directus-client.ts';
import type { Caller } from './caller.ts';

/** One way into Directus; tells whether it takes a token for a user's. */
export interface DirectusEndpoint {
  name: string;
  accepts(directus: Caller, token: string): Promise<boolean>;
}

/** What an endpoint answers must be a plain yes or a plain no; an error of any other kind is neither. */
function verdict(endpoint: string, status: number, hasData: boolean): boolean {
  if (status === 200 && hasData) return true;
  if (status === 401) return false;
  throw new Error(`${endpoint} answered ${status}`);
}

export const endpoints: readonly DirectusEndpoint[] = [
  {
    name: '/users/me',
    async accepts({ admin }, token) {
      const { status, data } = await admin.request('GET', '/users/me', undefined, token);
      return verdict('/users/me', status, field(data, 'id') !== undefined);
    },
  },
  {
    name: '/items',
    async accepts({ admin }, token) {
      const { status, data } = await admin.request('GET', '/items/guard_notes', undefined, token);
      return verdict('/items', status, Array.isArray(data));
    },
  },
  {
    name: '/graphql',
    async accepts({ admin }, token) {
      const { status, data } = await admin.graphql('items', '{ guard_notes { id } }', token);
      return verdict('/graphql', status, field(data, 'guard_notes') !== undefined);
    },
  },
  {
    name: '/graphql/system',
    async accepts({ admin }, token) {
      const { status, data } = await admin.graphql('system', '{ users_me { id } }', token);
      return verdict('/graphql/system', status, field(data, 'users_me') !== undefined);
    },
  },
  { name: 'WebSocket', accepts: ({ url }, token) => opensSocket(url, token) },
  { name: 'WebSocket message', accepts: ({ url }, token) => authenticatesOnSocket(url, token) },
  {
    name: 'introspection',
    accepts: async (directus, token) => (await directus.identityOf(token)) !== null,
  },
];

/** The endpoints that accept a token now; all of them or none, if the guard holds. */
export async function acceptingEndpoints(directus: Caller, token: string): Promise<string[]> {
  const open = await Promise.all(
    endpoints.map(async (endpoint) =>
      (await endpoint.accepts(directus, token)) ? [endpoint.name] : [],
    ),
  );
  return open.flat();
}

export const allEndpoints: readonly string[] = endpoints.map(({ name }) => name);

function opensSocket(url: string, token: string): Promise<boolean> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/websocket?access_token=${token}`);
  return new Promise((resolve) => {
    socket.onopen = () => resolve(true);
    socket.onerror = () => resolve(false);
  }).finally(() => socket.close()) as Promise<boolean>;
}

function authenticatesOnSocket(url: string, token: string): Promise<boolean> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/websocket`);
  return new Promise<boolean>((resolve, reject) => {
    socket.onopen = () => socket.send(JSON.stringify({ type: 'auth', access_token: token }));
    socket.onmessage = ({ data }) => resolve(JSON.parse(String(data)).status === 'ok');
    socket.onerror = () => reject(new Error('the WebSocket broke'));
  }).finally(() => socket.close());
}
