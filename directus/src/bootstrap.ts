import { spawnDirectus } from './child.ts';
import { bootstrapEnvironment } from './environment.ts';
import { DirectusStartError } from './errors.ts';
import type { DirectusSettings } from './settings.ts';

/**
 * Creates Directus's tables and the first administrator in an empty database, or brings the tables
 * of an existing one up to date; running it again changes nothing.
 *
 * @throws DirectusStartError `directus.bootstrap_failed` if Directus gives up.
 * @throws the signal's reason if `signal` is aborted; the process is gone by then.
 */
export async function bootstrapDirectus(
  settings: DirectusSettings,
  options: { signal?: AbortSignal; onLine?: (line: string) => void } = {},
): Promise<void> {
  options.signal?.throwIfAborted();
  const env = bootstrapEnvironment(settings);
  const child = await spawnDirectus('bootstrap', settings, env, options.onLine);
  const abort = () => void child.stop();
  options.signal?.addEventListener('abort', abort, { once: true });
  const exit = await child.exited;
  options.signal?.removeEventListener('abort', abort);
  options.signal?.throwIfAborted();
  if (exit.code !== 0) {
    const place =
      settings.database.client === 'sqlite3'
        ? settings.database.filename
        : `${settings.database.host}:${settings.database.port}/${settings.database.database}`;
    throw new DirectusStartError(
      'directus.bootstrap_failed',
      `Directus could not prepare its database (${place}).`,
      child.lastLines(),
    );
  }
}
