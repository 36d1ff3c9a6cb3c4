/**
 * What a Directus process of ours runs: the Directus CLI, bound to the life of its parent.
 *
 * The IPC channel to the parent closes however the parent ends, SIGKILL included. Directus is then
 * told to stop, and is ended by force if it hasn't within a few seconds. Told by its parent that it will stop, it says
 * so in each answer and keeps no connection, so that APIs and proxies go elsewhere before it closes. The CLI's module is loaded
 * directly because the `directus` command asks the npm registry for updates first, at every start.
 */
import { subscribe } from 'node:diagnostics_channel';
import type { ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { boundDatabase } from './bound-database.ts';
import { boundHashing } from './bound-hashing.ts';
import { readDirectusPackage, readQueryTimeout } from './environment.ts';

const forcedExitMs = 8_000;
const mostListeners = 100;

process.on('disconnect', () => {
  setTimeout(() => process.exit(1), forcedExitMs).unref();
  process.kill(process.pid, 'SIGTERM');
});
process.on('message', (message) => {
  if (message === 'drain') drain();
});
process.channel?.unref();

function drain(): void {
  subscribe('http.server.request.start', (event) => {
    const { response } = event as { response: ServerResponse };
    response.shouldKeepAlive = false;
    response.setHeader('x-genie-stopping', '1');
  });
}

const requireFromDirectus = createRequire(readDirectusPackage());

const requireFromApi = createRequire(requireFromDirectus.resolve('@directus/api'));

boundHashing(requireFromApi('argon2'));
const queryTimeoutMs = readQueryTimeout();
if (queryTimeoutMs > 0) {
  boundDatabase(requireFromApi('pg'), { queryTimeoutMs });
}

await raiseListenerBound();
await load('@directus/api/cli/run.js');

/** Each guard waits for the same few events; from eleven on Directus's log warns of a leak, which is none. */
async function raiseListenerBound(): Promise<void> {
  const { default: emitter } = await load('@directus/api/emitter');
  for (const name of ['initEmitter', 'filterEmitter', 'actionEmitter']) {
    emitter[name].setMaxListeners(mostListeners);
  }
}

function load(name: string) {
  return import(pathToFileURL(requireFromDirectus.resolve(name)).href);
}
