/**
 * How the server ends: it says so, then takes nothing new, then finishes what it has.
 *
 * Guarantees: behind a proxy that asks `/readyz`, or that only passes over who refuses a connection, a planned end fails
 * no request: none is accepted and then dropped, whatever its method, because nobody repeats a POST. What lasts, as a
 * conversation does, ends with `server.closing` once everything else has been answered.
 *
 * Doesn't guarantee it to who connects in the fraction of a millisecond in which the port is closed: the system resets
 * what waits there. A proxy that asks `/readyz` sends nobody by then.
 */
import { Server } from 'node:net';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
import fp from 'fastify-plugin';
import { AppError } from './errors.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Aborted when the server begins to close, with `server.closing` as its reason. */
    closing: AbortSignal;
    /**
     * For the time before a process is closed: answers on for `forMs`, but keeps no connection and isn't ready any more.
     * Then it accepts no connection, and answers what came through those that it has. Resolves when they are gone, or
     * have been there for too long.
     */
    drain(forMs: number): Promise<void>;
  }
}

/** How long connections may take to bring their request and to be answered once no other is accepted, in milliseconds. */
const finishMs = 3_000;

const isClosing = () => new AppError('server.closing', { retryAfterSeconds: 2 });

/**
 * Decorates the app with `closing`, so that long requests end in time for the process to end, and with `drain`, so that
 * a proxy goes elsewhere before it does.
 */
export const closing = fp(
  async (app) => {
    const controller = new AbortController();
    let isDraining = false;
    app.decorate('closing', controller.signal);
    app.decorate('drain', async (forMs: number) => {
      isDraining = true;
      await delay(forMs);
      await stopAccepting(app);
      const endsAt = performance.now() + finishMs;
      while (performance.now() < endsAt && (await connectionsOf(app)) > 0) await delay(20);
    });
    app.addHook('onRequest', ({ routeOptions }, _reply, done) => {
      done(isDraining && routeOptions.url === '/readyz' ? isClosing() : undefined);
    });
    app.addHook('onSend', (_request, reply, _payload, done) => {
      if (isDraining) reply.header('connection', 'close');
      done();
    });
    app.addHook('preClose', async () => {
      controller.abort(isClosing());
    });
  },
  { name: 'closing' },
);

/** How long a turn of the event loop takes at most when there is next to nothing to do, and how long such a one is waited for. */
const quietMs = 0.2;
const longestWaitMs = 1_000;

/**
 * What has connected and wasn't accepted yet is reset when a port is closed, with the request that it may have sent. Each
 * turn of the event loop accepts all who wait, so the port is closed right after one, while little else is done.
 */
async function stopAccepting({ server }: FastifyInstance): Promise<void> {
  const endsAt = performance.now() + longestWaitMs;
  for (let from = performance.now(); from < endsAt; from = performance.now()) {
    await nextTurn();
    if (performance.now() - from < quietMs) break;
  }
  // That of HTTP servers ends connections that rest, too, and no longer looks after those that send too slowly.
  Server.prototype.close.call(server);
  server.closeIdleConnections();
}

function connectionsOf({ server }: FastifyInstance): Promise<number> {
  return new Promise((resolve) => {
    server.getConnections((_error, count) => resolve(count ?? 0));
  });
}

/**
 * A signal that is aborted when an answer is no longer worth its cost: the client closes the connection before it is
 * complete, or the server closes, with `server.closing` as the reason.
 * (`request.signal` won't do: it is aborted as soon as the body has been read.)
 */
export function abortOnDisconnect(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  // Who has gone already closes nothing any more.
  if (reply.raw.destroyed) controller.abort();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  return AbortSignal.any([controller.signal, reply.server.closing]);
}
