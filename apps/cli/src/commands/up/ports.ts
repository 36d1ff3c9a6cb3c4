import { createServer, type Server } from 'node:net';
import { CliError, errorCode } from '../../installation/cli-error.ts';

/** An address to listen on, and the variable that says so. */
export interface Place {
  host: string;
  port: number;
  variable: 'SERVER_PORT' | 'DIRECTUS_URL';
}

/**
 * Takes a port until it's released. Between the two a second `up` finds it in use, so two that are
 * started together don't set up one database at the same time.
 *
 * @returns a function that frees the port
 * @throws CliError with the reason, the variable to change, and the system's error as its cause
 */
export async function reservePort(place: Place): Promise<() => Promise<void>> {
  const server = createServer((socket) => socket.destroy());
  try {
    await listen(server, place);
  } catch (error) {
    const [message, hint] = explain(errorCode(error), place);
    throw new CliError(message, { hint, cause: error });
  }
  return () => new Promise((resolve) => server.close(() => resolve()));
}

/**
 * Finds out whether a port could be listened on, and leaves it free.
 *
 * @throws CliError like `reservePort`
 */
export async function checkPort(place: Place): Promise<void> {
  const release = await reservePort(place);
  await release();
}

/** @throws CliError if both would listen on the same port */
export function assertDifferentPorts(one: Place, other: Place): void {
  if (one.port !== other.port) return;
  throw new CliError(`${one.variable} and ${other.variable} both say port ${one.port}.`, {
    hint: 'Set another one in .env.',
  });
}

function listen(server: Server, { host, port }: Place): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', reject);
      // A connection that fails must not take the whole start with it.
      server.on('error', () => {});
      resolve();
    });
  });
}

function explain(code: string, { host, port, variable }: Place): [message: string, hint: string] {
  switch (code) {
    case 'EADDRINUSE':
      return [
        `Port ${port} is in use (${variable}).`,
        'Stop what listens there or set another port in .env.',
      ];
    case 'EACCES':
      return [
        `Port ${port} needs more rights than this user has (${variable}).`,
        'Set a port above 1023 in .env.',
      ];
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return [
        `${host} is no address of this machine (${variable === 'SERVER_PORT' ? 'HOST' : variable}).`,
        'Set 127.0.0.1, or one that is.',
      ];
    default:
      return [
        `Port ${port} on ${host} can't be listened on (${variable}, ${code}).`,
        'Set another one in .env.',
      ];
  }
}
