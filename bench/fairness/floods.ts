import {
  type FairnessStack,
  fillConversation,
  type Person,
  post,
  setSecondFactor,
  worstTopic,
} from './stack.ts';

/** What one user sends without end. */
export interface Flood {
  name: string;
  /** Makes ready what it needs. */
  prepare?(by: Person): Promise<unknown> | unknown;
  /** Sends the n-th request. */
  send(by: Person, n: number): Promise<Response>;
  /** How many are sent at once at the beginning, before those of the steady rate. */
  atOnce?: number;
  /** How many a second; 20 where left out, which is RATE_LIMIT_MAX. */
  perSecond?: number;
}

const cookieOf = (domain: string, n: number) =>
  `.${domain}\tTRUE\t/\tTRUE\t0\tn${n.toString(36)}\t${'v'.repeat(8)}`;
const jarOf = (count: number, domain: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => cookieOf(domain(n), n)).join('\n');

/** What issue 15 saw one user do to all others, each at the limits that one user has. */
export function floodsOf({ api, directus }: FairnessStack): Flood[] {
  const toApi = (path: string, { token }: Person, body: unknown) =>
    post(`${api.url}/api/${path}`, token, body);
  const caption = (topic: string) => (by: Person) =>
    toApi('captions/generate', by, { platform: 'onlyfans', topic });
  const items = Array.from({ length: 100 }, () => ({ platform: 'onlyfans', topic: 'gym' }));
  // As many as the route takes, each of another domain, and as long as the body may be.
  const fullJar = jarOf(3_300, (n) => `d${n}.example.com`);
  const overfullJar = `${cookieOf('x.com', 1)}\n`.repeat(6_000);
  const jar = (cookies: string) => {
    const body = JSON.stringify({ label: 'Archive', type: 'cookies', cookies });
    return (by: Person) => toApi('credentials/download-creds', by, body);
  };
  const large = { api_key: 'y'.repeat(60_000) };
  const aliases = (count: number, rows: number) =>
    `{ ${Array.from({ length: count }, (_, n) => `a${n}: chat_messages(limit: ${rows - n}) { id content }`).join(' ')} }`;
  const logIn = ({ email, password }: Person, otp?: string) =>
    post(`${directus.url}/auth/login`, null, { email, password, ...(otp && { otp }) });

  return [
    { name: 'captions, 72 open at once', send: caption('gym'), atOnce: 72 },
    {
      name: 'captions of one long word',
      send: caption(worstTopic),
    },
    {
      name: 'batches of 100',
      send: (by) => toApi('captions/batch', by, { items }),
      atOnce: 2,
      perSecond: 2,
    },
    { name: 'cookie jars, full', send: jar(fullJar) },
    { name: 'cookie jars, overfull', send: jar(overfullJar) },
    { name: 'texts that grow in screening', send: caption('\uFDFA'.repeat(500)) },
    { name: 'right logins', send: (by) => logIn(by), perSecond: 8 },
    {
      name: 'wrong codes of a second factor',
      prepare: (by) => setSecondFactor(directus, by),
      send: (by) => logIn(by, '000000'),
      perSecond: 8,
    },
    {
      name: 'GraphQL, 16 aliases of long lists',
      prepare: (by) => fillConversation(directus, by, { messages: 1_000, characters: 4_000 }),
      send: ({ token }) => post(`${directus.url}/graphql`, token, { query: aliases(16, 1_000) }),
    },
    {
      name: 'stores up to the bound',
      send: (by, n) =>
        toApi('credentials/create-profile', by, {
          platform: 'x',
          platform_username: `name-${n}`,
          credentials: large,
        }),
    },
    {
      name: 'unknown ids',
      send: (by, n) =>
        toApi('credentials/update-profile-creds', by, {
          id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
          credentials: { api_key: 'z' },
        }),
    },
  ];
}
