/**
 * The guard of routes for servers: the shared secret, or the secret of a service client, in one header; or that client's
 * signature.
 *
 * Guarantees: every way to fail the check is the same 401; the reason, and the client's name where it's known, go to log
 * and metric. A client calls the routes that it has the right for; a try of another is in the access log before it is
 * refused (403), up to a bound a minute. Where a client's body was under way at the check, the client is checked again when it is whole.
 */
import { type ClientRoute, readSignature, type SignedRequest } from '@genie-helper/service-clients';
import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  preHandlerAsyncHookHandler,
} from 'fastify';
import { AppError } from '../http/errors.ts';
import { addressOf, headerValues } from '../http/headers.ts';
import type { ClientMetrics } from '../http/metrics/client-metrics.ts';
import { isBodyUnderWay } from '../http/transport.ts';
import { type CheckedClient, type ClientCheck, isClientSecret } from './client-check.ts';
import { defaultClient, type ServerPrincipal } from './principal.ts';
import type { Refusal } from './refusal-reasons.ts';
import type { SharedSecretCheck } from './shared-secret.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The check to make once more when the body is whole; null where it was whole at the first. */
    serverCheckAwaitingBody: (() => Promise<CheckedClient>) | null;
  }
}

/** A call of a route that the client has no right for. */
export interface RouteRefusal {
  principal: ServerPrincipal;
  request: { id: string; address: string };
  route: ClientRoute;
  /** As its schema let it through. */
  body: unknown;
}

export interface ServerGuardDeps {
  sharedSecret: SharedSecretCheck;
  clients: ClientCheck;
  clientMetrics: ClientMetrics;
  /** Puts it into the access log. @throws where that takes no entry */
  logRouteRefusal(refusal: RouteRefusal): Promise<void>;
}

/** What came of a signature; undefined where nothing did. */
function signedRequestOf({ raw, method }: FastifyRequest): SignedRequest | undefined {
  const [signature, signatureInput, contentDigest] = [
    'signature',
    'signature-input',
    'content-digest',
  ].map((name) => headerValues(raw.rawHeaders, name)) as [string[], string[], string[]];
  if (signature.length === 0 && signatureInput.length === 0) return undefined;
  return { method, target: raw.url ?? '', signature, signatureInput, contentDigest };
}

/** @param noteRefusal puts the reason into the log's line of the request and into the metric */
export function createServerGuard(
  app: FastifyInstance,
  { sharedSecret, clients, clientMetrics, logRouteRefusal }: ServerGuardDeps,
  noteRefusal: (request: FastifyRequest, refusal: Refusal) => void,
) {
  app.decorateRequest('serverCheckAwaitingBody', null);

  function checkOf(request: FastifyRequest, takesClients: boolean) {
    const presented = headerValues(request.raw.rawHeaders, 'x-rbac-sync-secret');
    const [shown = ''] = presented;
    const secretGeneration = sharedSecret.check(presented);
    const isClients = takesClients && presented.length === 1 && isClientSecret(shown);
    // An operator may have chosen a shared secret that begins as those of service clients do.
    if (isClients && secretGeneration === null) return () => clients.checkSecret(shown);
    if (takesClients && presented.length === 0) {
      const signed = signedRequestOf(request);
      if (signed !== undefined) return checkOfSignature(request, signed);
    }
    if (!sharedSecret.isSet) throw new AppError('auth.secret_not_set');
    if (secretGeneration === null) {
      const reason = presented.length === 0 ? 'secret_missing' : 'secret_wrong';
      return async (): Promise<CheckedClient> => ({ reason });
    }
    const principal: ServerPrincipal = { kind: 'server', client: defaultClient, secretGeneration };
    return async (): Promise<CheckedClient> => ({ principal });
  }

  function checkOfSignature(request: FastifyRequest, signed: SignedRequest) {
    const signature = readSignature(signed);
    if (signature === undefined) {
      return async (): Promise<CheckedClient> => ({ reason: 'signature_malformed' });
    }
    request.signedBody = { contentDigest: signature.contentDigest, fits: false };
    let isAgain = false;
    return async () => {
      const checked = await clients.checkSignature(signature, isAgain);
      isAgain = true;
      return checked;
    };
  }

  async function refuse(
    reply: FastifyReply,
    { reason, name }: Extract<CheckedClient, { principal?: undefined }>,
  ): Promise<never> {
    const { request } = reply;
    noteRefusal(request, name === undefined ? { reason } : { reason, client: name });
    if (name !== undefined) clientMetrics.answered(name, 'refused');
    await app.countRequest(request, reply, 'default', 'address');
    reply.header('www-authenticate', 'SharedSecret header="X-RBAC-SYNC-SECRET"');
    throw new AppError('auth.invalid_secret');
  }

  app.addHook('onResponse', ({ principal }, reply, done) => {
    if (principal?.kind === 'server') {
      const outcome = reply.errorCode === 'client.not_allowed' ? 'not_allowed' : 'admitted';
      clientMetrics.answered(principal.client.name, outcome);
    }
    done();
  });

  const assertRoute: preHandlerAsyncHookHandler = async (request) => {
    const { principal, routeOptions, body, id, ip } = request;
    const { guard, clientRoute: route } = routeOptions.config;
    if (guard !== 'server' || principal?.kind !== 'server' || route === undefined) return;
    const { routes } = principal.client;
    if (routes === null || routes.includes(route)) return;
    noteRefusal(request, { reason: 'client_route', client: principal.client.name });
    await logRouteRefusal({ principal, request: { id, address: addressOf(ip) }, route, body });
    throw new AppError('client.not_allowed');
  };

  return {
    /** @param takesClients whether service clients are let in, and not holders of the shared secret alone */
    async admit(request: FastifyRequest, reply: FastifyReply, takesClients: boolean) {
      const check = checkOf(request, takesClients);
      const isLate = await isBodyUnderWay(request);
      const checked = await check();
      if (checked.principal === undefined) return await refuse(reply, checked);
      const { principal } = checked;
      const { client } = principal;
      const whose = client === defaultClient ? 'server' : { clientName: client.name };
      await app.countRequest(request, reply, request.routeOptions.config.limit ?? 'default', whose);
      request.principal = principal;
      if (isLate && client !== defaultClient) request.serverCheckAwaitingBody = check;
    },
    /** Whether `checkAgain` has anything to do. */
    mustCheckAgain: ({ serverCheckAwaitingBody, signedBody }: FastifyRequest): boolean =>
      serverCheckAwaitingBody !== null || signedBody?.fits === false,
    /** Once the body is whole: that it is the one that was signed, and the same check again, where it wasn't there at the first. */
    async checkAgain(request: FastifyRequest, reply: FastifyReply) {
      const { serverCheckAwaitingBody: check, signedBody, principal } = request;
      if (signedBody?.fits === false && principal?.kind === 'server') {
        request.principal = null;
        await refuse(reply, { reason: 'signature_digest', name: principal.client.name });
      }
      if (check === null) return;
      const checked = await check();
      if (checked.principal !== undefined) {
        request.principal = checked.principal;
        return;
      }
      request.principal = null;
      await refuse(reply, checked);
    },
    assertRoute,
  };
}
