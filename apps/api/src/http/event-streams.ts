/**
 * Answers that are streams of events.
 *
 * Guarantees: one `data:` line of JSON an event, and a comment line at the start and whenever nothing was due for a
 * while. A slow reader slows the source down. The source's signal is aborted when the client goes, and with
 * `server.closing` as its reason when the server closes, which waits until every source has ended, and no longer than a
 * moment for its reader. Who lets readers go that take nothing is `slowClientTimeout`.
 */
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { FastifyReply } from 'fastify';
import fp from 'fastify-plugin';
import { abortOnDisconnect } from './closing.ts';

/** Gives the events, and heeds the signal. It turns its failures into events itself. */
export type EventSource = (signal: AbortSignal) => AsyncIterable<object>;

declare module 'fastify' {
  interface FastifyInstance {
    /** Answers 200 with a stream of events. */
    sendEvents(reply: FastifyReply, source: EventSource): FastifyReply;
  }
}

/** For how long a closing server waits for the last event to be taken. */
const shutdownTimeoutMs = 2_000;
const comment = ':\n\n';

/** Decorates the app with `sendEvents`. A comment line is sent every `keepAliveMs` milliseconds. */
export const eventStreams = fp<{ keepAliveMs?: number | undefined }>(
  async (app, { keepAliveMs = 15_000 }) => {
    const open = new Set<{ ended: Promise<void>; reply: FastifyReply }>();

    app.decorate('sendEvents', (reply, source) => {
      const signal = abortOnDisconnect(reply);
      const body = new PassThrough();
      const ended = pump(source, body, signal, keepAliveMs).catch((error: unknown) => {
        reply.log.error({ err: error }, 'a stream of events broke off');
        body.destroy();
      });
      const stream = { ended, reply };
      open.add(stream);
      // The end of the source is not enough: what it said last may still have to be taken.
      void Promise.all([ended, whenClosed(reply)]).then(() => open.delete(stream));
      return (
        reply
          .header('content-type', 'text/event-stream')
          // A proxy that compresses would gather events (RFC 9111, 5.2.2.6).
          .header('cache-control', 'no-store, no-transform')
          .header('x-accel-buffering', 'no')
          .send(body)
      );
    });

    app.addHook('preClose', async () => {
      await Promise.all(
        [...open].map(async ({ ended, reply }) => {
          await ended;
          if (reply.raw.writableFinished || reply.raw.destroyed) return;
          const deadline = AbortSignal.timeout(shutdownTimeoutMs);
          await once(reply.raw, 'close', { signal: deadline }).catch(() => reply.raw.destroy());
        }),
      );
    });
  },
  { name: 'event-streams', dependencies: ['closing'] },
);

function whenClosed({ raw }: FastifyReply): Promise<void> {
  return new Promise((resolve) => {
    if (raw.destroyed) resolve();
    else raw.once('close', resolve);
  });
}

async function pump(
  source: EventSource,
  body: PassThrough,
  signal: AbortSignal,
  keepAliveMs: number,
): Promise<void> {
  const beat = setInterval(() => {
    if (!body.destroyed && !body.writableNeedDrain) body.write(comment);
  }, keepAliveMs);
  try {
    body.write(comment);
    for await (const event of source(signal)) {
      if (body.destroyed) continue;
      const isTaken = body.write(`data: ${JSON.stringify(event)}\n\n`);
      if (!isTaken) await once(body, 'drain', { signal }).catch(() => {});
    }
    body.end();
  } finally {
    clearInterval(beat);
  }
}
