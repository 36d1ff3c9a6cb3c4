/**
 * One operation: who may call it and how often, what comes in and goes out, what can go wrong, and what is done.
 *
 * Guarantees: an operation that doesn't state its guard, limit, operation id, errors and answer doesn't type-check
 * (and `route-contract.ts` refuses it when the server starts). `run` gets what the schemas let through and the
 * principal that its guard proves; it sees neither headers nor the reply, so a test calls it without a server.
 */

import type { ClientRoute } from '@genie-helper/service-clients';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyPluginAsync,
  FastifyReply,
  FastifyRequest,
  HTTPMethods,
  onRequestAsyncHookHandler,
  RouteOptions,
} from 'fastify';
import type { Static, TSchema } from 'typebox';
import type {
  Principal,
  ServerPrincipal,
  SessionPrincipal,
  UserPrincipal,
} from '../auth/principal.ts';
import type { WorkName } from './admission.ts';
import { abortOnDisconnect } from './closing.ts';
import type { ErrorCode } from './errors.ts';
import { addressOf } from './headers.ts';
import type { GuardName, LimitName } from './route-contract.ts';

/** Who has called, by the operation's guard. */
export interface PrincipalOf {
  public: null;
  user: UserPrincipal;
  admin: UserPrincipal;
  session: SessionPrincipal;
  server: ServerPrincipal;
  operator: ServerPrincipal | null;
}

/** What an operation may know of the request besides what it asked for. */
export interface RequestContext {
  id: string;
  /** The client's, as TRUST_PROXY lets it be known. */
  address: string;
  log: FastifyBaseLogger;
  /** Aborted when the client goes or the server closes; see `abortOnDisconnect`. */
  readonly signal: AbortSignal;
}

/** A schema that may be left out. */
type Input = TSchema | undefined;
type ValueOf<S> = S extends TSchema ? Static<S> : undefined;

/** A request that has passed its guard and its schemas. */
export interface Call<G extends GuardName, B extends Input, Q extends Input, P extends Input> {
  body: ValueOf<B>;
  query: ValueOf<Q>;
  params: ValueOf<P>;
  principal: PrincipalOf[G];
  request: RequestContext;
}

/** What an operation states. */
interface Statement<
  G extends GuardName,
  B extends Input,
  Q extends Input,
  P extends Input,
  A extends TSchema,
> {
  /** Method and address: `POST /api/credentials/reveal`. */
  path: `${'GET' | 'POST' | 'PATCH' | 'DELETE'} /${string}`;
  operationId: string;
  guard: G;
  limit: LimitName;
  /** What it is busy with, where it asks anybody. */
  work?: WorkName;
  /** Of a route of servers: the right that a service client needs for it. */
  clientRoute?: ClientRoute;
  /** What may go wrong in it; what guard, limit and schemas add needn't be said. */
  errors: readonly ErrorCode[];
  tag: string;
  summary: string;
  description: string;
  body?: B;
  query?: Q;
  params?: P;
  /** Of the successful answer; 200 where left out. */
  status?: 201 | 202 | 204;
  answer: A;
  /** Of the other ways to succeed, by status; for `rawOperation`. */
  otherAnswers?: Partial<Record<201 | 202, TSchema>>;
  /** In bytes; 64 KiB where left out. */
  bodyLimit?: number;
  /** Changes the body before it is held to its schema; it may be anything by then. */
  prepareBody?: (body: unknown) => void;
  /** Runs after the guard, before the body is read. */
  onRequest?: onRequestAsyncHookHandler;
}

type Awaitable<T> = T | Promise<T>;

/** An operation that can be added to a server, given what it works with. */
export interface Operation<Deps> {
  addTo: (app: FastifyInstance, deps: Deps) => void;
}

/** States an operation: `run` gives its answer. */
export function operation<
  const G extends GuardName,
  A extends TSchema,
  B extends Input = undefined,
  Q extends Input = undefined,
  P extends Input = undefined,
  Deps = unknown,
  // `const`, so that what `run` returns keeps its literals: `ok: true`.
  const R extends Static<A> = Static<A>,
>(
  stated: Statement<G, B, Q, P, A> & {
    run: (call: Call<G, B, Q, P>, deps: Deps) => Awaitable<R>;
  },
) {
  const addTo = addRoute(stated, async (call, deps: Deps, reply) => {
    const answer = await stated.run(call, deps);
    reply.code(stated.status ?? 200);
    return answer;
  });
  return { ...stated, addTo };
}

/** The same for streams, files, pages and cookies: `send` is given Fastify's reply and writes the answer itself. */
export function rawOperation<
  const G extends GuardName,
  A extends TSchema,
  B extends Input = undefined,
  Q extends Input = undefined,
  P extends Input = undefined,
  Deps = unknown,
>(
  stated: Statement<G, B, Q, P, A> & {
    send: (
      call: Call<G, B, Q, P> & { reply: FastifyReply },
      deps: Deps,
    ) => Awaitable<FastifyReply | Static<A>>;
  },
) {
  const addTo = addRoute(stated, (call, deps: Deps, reply) =>
    stated.send({ ...call, reply }, deps),
  );
  return { ...stated, addTo };
}

/** The plugin of a feature: its operations, and what they work with. */
export function feature<Deps>(operations: readonly Operation<Deps>[]) {
  return (deps: Deps): FastifyPluginAsync =>
    async (app) => {
      for (const one of operations) one.addTo(app, deps);
    };
}

function addRoute<
  G extends GuardName,
  B extends Input,
  Q extends Input,
  P extends Input,
  A extends TSchema,
  Deps,
>(
  stated: Statement<G, B, Q, P, A>,
  handle: (call: Call<G, B, Q, P>, deps: Deps, reply: FastifyReply) => unknown,
): Operation<Deps>['addTo'] {
  const { path, operationId, guard, limit, work, errors, tag, summary, description } = stated;
  const {
    body,
    query,
    params,
    answer,
    otherAnswers,
    status = 200,
    bodyLimit,
    onRequest,
    prepareBody,
    clientRoute,
  } = stated;
  const [method = '', url = ''] = path.split(' ');
  return (app, deps) => {
    const route: RouteOptions = {
      method: method as HTTPMethods,
      url,
      ...(bodyLimit === undefined ? {} : { bodyLimit }),
      ...(onRequest === undefined ? {} : { onRequest }),
      ...(prepareBody === undefined
        ? {}
        : { preValidation: async ({ body: sent }: FastifyRequest) => prepareBody(sent) }),
      config: {
        guard,
        limit,
        errors,
        ...(work === undefined ? {} : { work }),
        ...(clientRoute === undefined ? {} : { clientRoute }),
      },
      schema: {
        operationId,
        tags: [tag],
        summary,
        description,
        ...(body === undefined ? {} : { body }),
        ...(query === undefined ? {} : { querystring: query }),
        ...(params === undefined ? {} : { params }),
        response: { [status]: answer, ...otherAnswers },
      },
      handler: async (request, reply) => {
        const call = {
          // The schemas above have just been held to all three.
          body: request.body as ValueOf<B>,
          query: request.query as ValueOf<Q>,
          params: request.params as ValueOf<P>,
          principal: proven(guard, request.principal),
          request: contextOf(request, reply),
        };
        return handle(call, deps, reply);
      },
    };
    app.route(route);
  };
}

function contextOf({ id, ip, log }: FastifyRequest, reply: FastifyReply): RequestContext {
  return {
    id,
    address: addressOf(ip),
    log,
    get signal() {
      return abortOnDisconnect(reply);
    },
  };
}

const proves: Record<GuardName, (principal: Principal | null) => boolean> = {
  public: (principal) => principal === null,
  user: (principal) => principal?.kind === 'user',
  admin: (principal) => principal?.kind === 'user',
  session: (principal) => principal?.kind === 'user' && principal.session !== null,
  server: (principal) => principal?.kind === 'server',
  operator: (principal) => principal?.kind !== 'user',
};

/** @throws Error where a guard let somebody through whom it doesn't prove: a mistake in the program */
function proven<G extends GuardName>(guard: G, principal: Principal | null): PrincipalOf[G] {
  if (!proves[guard](principal)) throw new Error(`the guard ${guard} proved somebody else`);
  return principal as PrincipalOf[G];
}
