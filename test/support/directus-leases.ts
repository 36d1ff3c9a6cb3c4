import { rm } from 'node:fs/promises';
import { freemem } from 'node:os';
import { join } from 'node:path';
import { type DirectusProcess, startDirectus } from '../../directus/src/index.ts';
import { createTestDirectusClient } from './directus-client.ts';
import { testRelease } from './directus-settings.ts';
import { freePort } from './free-port.ts';
import { keepDatabase, resetDatabase } from './reset-database.ts';
import {
  startTestDirectus,
  type TestDirectus,
  type TestDirectusOptions,
} from './start-directus.ts';

/** How many wait for the next test; each holds 400 MB. */
const maxIdle = freemem() > 8 * 2 ** 30 ? 10 : 4;

/** What makes a Directus another one: what can be said as JSON. */
export interface LeaseOptions extends Pick<TestDirectusOptions, 'settings' | 'env'> {
  /** Whether a second process runs on the same database. */
  hasSecond?: boolean;
}

/** What somebody has. */
export interface Lease {
  key: string;
  directus: TestDirectus;
  second: DirectusProcess | undefined;
  /** What its database held when nobody had it yet. */
  copy: string;
  isRunning: boolean;
  /** Whether it runs with variables that it was not started with. */
  isChanged: boolean;
}

/**
 * Directus processes that tests have to themselves, one after the other. A start costs two seconds of a processor, and
 * as much again until the code has been compiled; to put a database back costs a few milliseconds.
 */
export function createDirectusLeases() {
  let idle: Lease[] = [];
  const starting = new Set<Promise<unknown>>();
  /** Whose databases are being put back. */
  const comingBack = new Map<Lease, Promise<void>>();

  async function start(options: LeaseOptions, key: string): Promise<Lease> {
    const { hasSecond = false, ...others } = options;
    const directus = await startTestDirectus(others);
    const copy = join(directus.settings.dataDir, 'kept.db');
    try {
      const second = hasSecond ? await startSecond(directus) : undefined;
      await keepDatabase(fileOf(directus), copy);
      return { key, directus, second, copy, isRunning: true, isChanged: false };
    } catch (error) {
      // One that nobody has would keep the run from its end.
      await directus.stop();
      throw error;
    }
  }

  async function takeBack(lease: Lease): Promise<void> {
    const { directus, copy, isRunning, isChanged } = lease;
    if (!isRunning || isChanged || !(await resetDatabase(fileOf(directus), copy))) {
      return await endLease(lease);
    }
    await forgetLicenceUse(lease);
    await rm(join(directus.settings.dataDir, 'uploads'), { recursive: true, force: true });
    idle.push(lease);
    const tooMany = idle.length > maxIdle ? idle.shift() : undefined;
    if (tooMany !== undefined) await endLease(tooMany);
  }

  return {
    /** One that waits, or is about to, or a new one. */
    async take(options: LeaseOptions): Promise<Lease> {
      const key = JSON.stringify(options);
      await Promise.all([...comingBack].map(([lease, back]) => lease.key === key && back));
      const found = idle.find((lease) => lease.key === key);
      idle = idle.filter((lease) => lease !== found);
      if (found !== undefined) return found;
      const work = start(options, key);
      starting.add(work);
      return await work.finally(() => starting.delete(work));
    },
    async giveBack(lease: Lease): Promise<void> {
      const back = takeBack(lease).catch(() => endLease(lease));
      comingBack.set(lease, back);
      await back.finally(() => comingBack.delete(lease));
    },
    async halt(lease: Lease): Promise<void> {
      lease.isRunning = false;
      await lease.directus.halt();
    },
    async restart(lease: Lease, env: Record<string, string> | undefined): Promise<void> {
      lease.isChanged ||= env !== undefined;
      await lease.directus.restart(env);
      lease.isRunning = true;
    },
    async close(): Promise<void> {
      await Promise.allSettled([...starting, ...comingBack.values()]);
      await Promise.all(idle.map(endLease));
    },
  };
}

async function startSecond({ settings }: TestDirectus): Promise<DirectusProcess> {
  const port = await freePort();
  return await startDirectus({ ...settings, port, publicUrl: `http://127.0.0.1:${port}` });
}

/**
 * Directus 12 counts people, collections and flows once and remembers it until it changes one itself; who made too many of
 * them would leave it locked for the next, though the database has them no more.
 */
async function forgetLicenceUse({ directus, second }: Lease): Promise<void> {
  if (testRelease === '11') return;
  for (const { url } of second ? [directus, second] : [directus]) {
    const admin = createTestDirectusClient(url, directus.adminToken);
    const { status, text } = await admin.request('POST', '/utils/cache/clear?system');
    if (status !== 200) throw new Error(`the cache was not cleared: ${status} ${text}`);
  }
}

/** Ends its processes and removes what they kept. */
export async function endLease({ directus, second }: Lease): Promise<void> {
  await second?.stop();
  await directus.stop();
}

function fileOf({ settings }: TestDirectus): string {
  return join(settings.dataDir, 'directus.db');
}
