import type { Socket } from 'node:net';

/** Ends when a connection has ended, be it with an error: a server that has answered may close before it has read all. */
export function untilClosed(socket: Socket): Promise<void> {
  // `once` would throw the error.
  socket.on('error', () => undefined);
  return new Promise((resolve) => socket.once('close', () => resolve()));
}
