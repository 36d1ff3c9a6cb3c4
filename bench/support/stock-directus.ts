import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestDirectus, type TestDirectus } from '../../test/support/start-directus.ts';
import { fillSqlite } from './made-sessions.ts';

/** What we set otherwise and its makers don't: whoever builds the plain design has these. */
const asItComes = { CACHE_SCHEMA_FREEZE_ENABLED: 'false', SERVER_KEEP_ALIVE_TIMEOUT: '5000' };

/** Starts a Directus without our extensions, as its makers ship it, with as many users logged in as there are. */
export async function startStockDirectus(): Promise<TestDirectus> {
  const noExtensions = await mkdtemp(join(tmpdir(), 'genie-bench-'));
  const removeFolder = () => rm(noExtensions, { recursive: true, force: true });
  try {
    const stock = await startTestDirectus({
      env: { EXTENSIONS_PATH: `string:${noExtensions}`, ...asItComes },
    });
    fillSqlite(stock);
    const { stop } = stock;
    return Object.assign(stock, {
      async stop() {
        await stop();
        await removeFolder();
      },
    });
  } catch (error) {
    await removeFolder();
    throw error;
  }
}
