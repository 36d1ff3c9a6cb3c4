/**
 * What a Directus process of ours runs: the Directus CLI, bound to the life of its parent.
 *
 * The IPC channel to the parent closes however the parent ends, SIGKILL included. Directus is then
 * told to stop, and is ended by force if it hasn't within a few seconds. The CLI's module is loaded
 * directly because the `directus` command asks the npm registry for updates first, at every start.
 */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const forcedExitMs = 8_000;

process.on('disconnect', () => {
  setTimeout(() => process.exit(1), forcedExitMs).unref();
  process.kill(process.pid, 'SIGTERM');
});
process.channel?.unref();

const requireFromDirectus = createRequire(
  createRequire(import.meta.url).resolve('directus/package.json'),
);
await import(pathToFileURL(requireFromDirectus.resolve('@directus/api/cli/run.js')).href);
