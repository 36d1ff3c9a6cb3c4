/**
 * Endpoints that Directus 11.17.4 opens to more people than need them.
 *
 * Guarantees: each is answered with 403, before it does anything, to everyone but those who need it, in whatever letter
 * case, with whatever slashes or escapes it is asked for, over REST and over GraphQL. The log says which it was. The list
 * is complete for what we found; what Directus adds later isn't on it. `account-flows.ts` holds the account flows a
 * second time, where no spelling of an address matters.
 */
import { ForbiddenError } from '@directus/errors';
import type { Accountability, DirectusRequest, Next } from '../shared/directus.ts';
import { plainPathOf } from '../shared/request-path.ts';

/** Why a request was refused, for the log. */
export type EndpointRefusal =
  | 'hashing'
  | 'export'
  | 'owner_report'
  | 'page_tracking'
  | 'password_reset'
  | 'registration'
  | 'invitation'
  | 'second_factor';

interface Endpoint {
  reason: EndpointRefusal;
  pattern: RegExp;
  /** Its fields of GraphQL, by how their names begin. */
  graphql?: string;
  isFor(who: Accountability): boolean;
  /** What to do instead; without it Directus's own message. */
  instead?: string;
}

const atTheApi = (what: string) => `Only administrators may use this. ${what}`;

const endpoints: readonly Endpoint[] = [
  // Argon2 for anyone, without a login, and a hash to be checked names its own cost: one request of 200 bytes made
  // Directus take 2.4 GB of memory. We use neither.
  {
    reason: 'hashing',
    pattern: /^\/utils\/hash(\/|$)/,
    graphql: 'utils_hash_',
    isFor: isAdmin,
  },
  // Begins at once, for anyone, as often as asked; its failure makes a row and a mail to whoever the account names.
  { reason: 'export', pattern: /^\/utils\/export(\/|$)/, isFor: mayUseApp },
  // Sends the caller's body to Directus's makers first, and writes where that fails.
  { reason: 'owner_report', pattern: /^\/settings\/owner\/?$/, isFor: isAdmin },
  // Writes a text of any length to the caller's own account, whatever its permissions.
  { reason: 'page_tracking', pattern: /^\/users\/me\/track\/page\/?$/, isFor: mayUseApp },
  // Links that live for a day, side by side, and go without a trace where a mail doesn't.
  {
    reason: 'password_reset',
    pattern: /^\/auth\/password(\/|$)/,
    graphql: 'auth_password_',
    isFor: isAdmin,
    instead: atTheApi('Ask for a new password at POST /api/account/password/forgot.'),
  },
  // Whoever registers an address first keeps the password once its owner has proven it; proven by a GET.
  {
    reason: 'registration',
    pattern: /^\/users\/register(\/|$)/,
    graphql: 'users_register',
    isFor: isAdmin,
    instead: atTheApi('Make an account at POST /api/register.'),
  },
  // A link that can't be taken back, and an account before its mail is known to go.
  {
    reason: 'invitation',
    pattern: /^\/users\/invite(\/|$)/,
    graphql: 'users_invite',
    isFor: isAdmin,
    instead: atTheApi('Make an account at POST /api/register.'),
  },
  // A secret that the client chooses, without the password, and kept in the clear.
  {
    reason: 'second_factor',
    pattern: /^\/users\/me\/tfa\/enable(\/|$)/,
    graphql: 'users_me_tfa_enable',
    isFor: () => false,
    instead: 'Set a second factor up at POST /api/account/two-factor.',
  },
  {
    reason: 'second_factor',
    pattern: /^\/users\/me\/tfa(\/|$)/,
    graphql: 'users_me_tfa_',
    isFor: isAdmin,
  },
];

/** All reasons. */
export const endpointRefusals = endpoints.map(({ reason }) => reason);

type EndpointRequest = Pick<DirectusRequest, 'id' | 'path' | 'query' | 'body' | 'accountability'>;

/**
 * Express middleware: refuses those for whom an endpoint isn't with 403.
 *
 * @param onRefusal is told of each
 */
export function refuseEndpoints(
  onRefusal: (reason: EndpointRefusal, request: EndpointRequest) => void,
) {
  return (request: EndpointRequest, _response: unknown, next: Next): void => {
    const who = request.accountability ?? {};
    const endpoint = endpointOf(request, who);
    if (endpoint !== undefined) onRefusal(endpoint.reason, request);
    next(endpoint === undefined ? undefined : forbidden(endpoint));
  };
}

/** The error with which the endpoint of a name is refused. */
export function refusalOf(reason: EndpointRefusal): Error {
  return forbidden(endpoints.find((endpoint) => endpoint.reason === reason));
}

/** The endpoint that is asked for by somebody for whom it isn't. */
function endpointOf(
  { path, query, body }: EndpointRequest,
  who: Accountability,
): Endpoint | undefined {
  const closed = endpoints.filter(({ isFor }) => !isFor(who));
  if (closed.length === 0) return undefined;
  const plainPath = plainPathOf(path);
  const document = plainPath.startsWith('/graphql') ? JSON.stringify([query, body]) : '';
  return closed.find(
    // GraphQL has no way to spell a field's name other than by its letters.
    ({ pattern, graphql }) =>
      pattern.test(plainPath) || (graphql !== undefined && document.includes(graphql)),
  );
}

function forbidden(endpoint: Pick<Endpoint, 'instead'> | undefined): Error {
  const reason = endpoint?.instead;
  return new ForbiddenError(reason === undefined ? undefined : { reason });
}

function isAdmin({ admin }: Accountability): boolean {
  return admin === true;
}

function mayUseApp({ admin, app }: Accountability): boolean {
  return admin === true || app === true;
}
