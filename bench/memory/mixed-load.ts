import { Agent, request } from 'undici';
import type { LoadRequest } from '../support/load.ts';
import { type RouteStack, requestsOf } from '../support/route-stack.ts';

/** What a mixed load does: so many of each kind in five hundred, again and again. */
const shares = {
  'me (the check alone)': 274,
  'captions/generate': 100,
  'credentials/reveal': 40,
  'credentials/store': 15,
  'own connections': 20,
  'own captions': 20,
  'own account at Directus': 20,
  'own captions by GraphQL': 10,
  'sign-in': 1,
};

/** A request, at the API unless it names another address. */
export type MixedRequest = LoadRequest & { origin?: string; path: string };

/** Some who sign in again and again, with a password that Directus has hashed as it does in the product. */
const signers = 16;
/** So many addresses: the API lets only so many sign-ins a minute through from one. */
const addresses = 60_000;

/** The requests of a mixed load, one after the other without end; and one to sign in, which is among them too. */
export async function mixedRequests(
  stack: RouteStack,
): Promise<{ next: () => MixedRequest; signIn: () => MixedRequest }> {
  const { people, directus } = stack;
  const users = await Promise.all(
    Array.from({ length: signers }, () => directus.admin.createUser()),
  );
  const ofPerson = requestsOf(stack);
  let sent = 0;
  let signedIn = 0;
  const signIn = (): MixedRequest => {
    signedIn += 1;
    const { email, password } = users[signedIn % signers] ?? {};
    const address = signedIn % addresses;
    return {
      method: 'POST',
      path: '/api/session',
      headers: {
        'content-type': 'application/json',
        'x-forwarded-for': `198.${18 + (address >> 15)}.${(address >> 8) & 127}.${address & 255}`,
      },
      body: JSON.stringify({ email, password }),
    };
  };
  const asUser = (token: string) => ({ authorization: `Bearer ${token}` });
  const others: Record<string, (token: string) => MixedRequest> = {
    'own connections': (token) => ({ path: '/api/credentials', headers: asUser(token) }),
    'own captions': (token) => ({ path: '/api/captions', headers: asUser(token) }),
    'own account at Directus': (token) => ({
      origin: directus.url,
      path: '/users/me',
      headers: asUser(token),
    }),
    'own captions by GraphQL': (token) => ({
      origin: directus.url,
      method: 'POST',
      path: '/graphql',
      headers: { ...asUser(token), 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ captions(limit: 100) { id platform text } }' }),
    }),
    'sign-in': signIn,
  };
  const turns = spreadOut(shares);
  const next = () => {
    const person = people[sent % people.length];
    const name = turns[sent % turns.length] ?? '';
    sent += 1;
    if (person === undefined) throw new Error('there is nobody to send anything');
    const own = ofPerson[name]?.(person);
    const made = own === undefined ? others[name]?.(person.token) : { path: '/', ...own };
    if (made === undefined) throw new Error(`no request is called ${name}`);
    return made;
  };
  return { next, signIn };
}

/** Each name as often as its share says, those of one name far from each other. */
function spreadOut(parts: Readonly<Record<string, number>>): string[] {
  return Object.entries(parts)
    .flatMap(([name, count]) =>
      Array.from({ length: count }, (_, index) => ({ name, at: (index + 0.5) / count })),
    )
    .sort((one, other) => one.at - other.at)
    .map(({ name }) => name);
}

/** Sends requests over connections that stay open; an answer that isn't 2xx or 503 is an error. */
export function createSender(apiUrl: string, connections: number) {
  const dispatcher = new Agent({ connections, pipelining: 1 });
  const sent = { requests: 0, refused: 0 };
  return {
    sent,
    async send({ origin = apiUrl, method = 'GET', path, headers, body }: MixedRequest) {
      sent.requests += 1;
      const answer = await request(`${origin}${path}`, {
        dispatcher,
        method,
        headers,
        ...(body === undefined ? {} : { body }),
      });
      const text = await answer.body.text();
      if (answer.statusCode === 503) sent.refused += 1;
      else if (answer.statusCode >= 300) {
        throw new Error(`${method} ${path} was answered ${answer.statusCode}: ${text}`);
      }
    },
    close: () => dispatcher.close(),
  };
}
