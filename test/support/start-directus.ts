import { copyFile, mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type DirectusProcess,
  type DirectusSettings,
  DirectusStartError,
  startDirectus,
} from '../../directus/src/index.ts';
import { createTestDirectusClient, type TestDirectusClient } from './directus-client.ts';
import { testAdmin, testDirectusSettings } from './directus-settings.ts';
import { ensureTemplate } from './directus-template.ts';
import { freePort } from './free-port.ts';

const portAttempts = 5;

export interface TestDirectusOptions {
  /** Changes to the settings that every test Directus has. */
  settings?: Partial<DirectusSettings>;
  /** Further variables of its process, e.g. those of an extension. */
  env?: Record<string, string>;
  onLine?: (line: string) => void;
}

/** A real Directus of a test's own, in the desired state, with an administrator and no other user. */
export interface TestDirectus {
  url: string;
  settings: DirectusSettings;
  adminToken: string;
  adminEmail: string;
  adminPassword: string;
  /** The process that runs now; another one after `restart`. */
  readonly process: Pick<DirectusProcess, 'pid' | 'stop'>;
  admin: TestDirectusClient;
  login: TestDirectusClient['login'];
  /** Ends the process and keeps the data, as an outage would. */
  halt(): Promise<void>;
  /** Starts it again on the same port and data; with these variables besides, where given. */
  restart(env?: Record<string, string>): Promise<void>;
  /** Ends the process and removes the data. */
  stop(): Promise<void>;
}

/** Starts a Directus on a copy of the template and a free port; takes about three seconds. */
export async function startTestDirectus(options: TestDirectusOptions = {}): Promise<TestDirectus> {
  const dataDir = await copyTemplate();
  try {
    const { settings, started } = await startOnFreePort(dataDir, options);
    return testDirectusOf(settings, started, options);
  } catch (error) {
    await rm(dataDir, { recursive: true, force: true });
    throw error;
  }
}

/** The same, not started yet: for a test that changes its database first. `restart` starts it. */
export async function prepareTestDirectus(
  options: TestDirectusOptions = {},
): Promise<TestDirectus> {
  const dataDir = await copyTemplate();
  return testDirectusOf(settingsFor(dataDir, await freePort(), options), undefined, options);
}

/** A new folder with a copy of the template. */
async function copyTemplate(): Promise<string> {
  const template = await ensureTemplate();
  const dataDir = await mkdtemp(join(await findQuickFolder(), 'genie-directus-'));
  await copyFile(template, join(dataDir, 'directus.db'));
  return dataDir;
}

function testDirectusOf(
  settings: DirectusSettings,
  started: DirectusProcess | undefined,
  { onLine }: TestDirectusOptions,
): TestDirectus {
  let current = started;
  const url = `http://127.0.0.1:${settings.port}`;
  const admin = createTestDirectusClient(url, testAdmin.token);
  return {
    url,
    settings,
    adminToken: testAdmin.token,
    adminEmail: testAdmin.email,
    adminPassword: testAdmin.password,
    get process() {
      if (current === undefined) throw new Error('this Directus was not started');
      return current;
    },
    admin,
    login: admin.login,
    halt: async () => current?.stop(),
    async restart(env) {
      await current?.stop();
      const extraEnvironment = { ...settings.extraEnvironment, ...env };
      const startOptions = onLine === undefined ? {} : { onLine };
      current = await startDirectus({ ...settings, extraEnvironment }, startOptions);
    },
    async stop() {
      await current?.stop();
      await rm(settings.dataDir, { recursive: true, force: true });
    },
  };
}

/** In memory where there is much of it: a commit then waits for no disk. */
async function findQuickFolder(): Promise<string> {
  const memory = '/dev/shm';
  const { bavail, bsize } = await statfs(memory).catch(() => ({ bavail: 0, bsize: 0 }));
  return bavail * bsize > 2 ** 30 ? memory : tmpdir();
}

async function startOnFreePort(
  dataDir: string,
  options: TestDirectusOptions,
): Promise<{ settings: DirectusSettings; started: DirectusProcess }> {
  const startOptions = options.onLine === undefined ? {} : { onLine: options.onLine };
  for (let attempt = 1; ; attempt += 1) {
    const settings = settingsFor(dataDir, await freePort(), options);
    try {
      return { settings, started: await startDirectus(settings, startOptions) };
    } catch (error) {
      // Between finding the port and listening on it, another test may have taken it.
      const isTaken = error instanceof DirectusStartError && error.code === 'directus.port_in_use';
      if (!isTaken || attempt === portAttempts) throw error;
    }
  }
}

function settingsFor(
  dataDir: string,
  port: number,
  options: TestDirectusOptions,
): DirectusSettings {
  const standard = testDirectusSettings(dataDir, port);
  const extraEnvironment = { ...standard.extraEnvironment, ...options.env };
  return { ...standard, ...options.settings, extraEnvironment };
}
