import { systemCodeOf } from './system-code.ts';

const timeoutMs = 3_000;

/** The few commands that are tried. */
export interface RedisSession {
  set(key: string, value: string, expirySeconds: number): Promise<void>;
  get(key: string): Promise<string | null>;
  remove(key: string): Promise<void>;
  /** One section of INFO, by field. */
  info(section: 'memory' | 'server'): Promise<ReadonlyMap<string, string>>;
}

/** Redis didn't do as asked; `word` is a system's code or Redis's own word, such as NOAUTH. */
export class RedisRefusal extends Error {
  readonly word: string;

  constructor(word: string) {
    super(word);
    this.name = 'RedisRefusal';
    this.word = word;
  }
}

/**
 * Opens a connection of its own for these commands and closes it.
 *
 * @throws RedisRefusal
 */
export async function withRedis<T>(
  url: string,
  use: (redis: RedisSession) => Promise<T>,
): Promise<T> {
  const { Redis } = await import('ioredis');
  const client = new Redis(url, {
    lazyConnect: true,
    connectionName: 'genie-doctor',
    connectTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    commandTimeout: timeoutMs,
    retryStrategy: () => null,
    enableOfflineQueue: false,
    enableReadyCheck: false,
    maxRetriesPerRequest: 0,
  });
  let connectionError: unknown;
  // Without a listener the client prints errors, and with them the address.
  client.on('error', (error: unknown) => {
    connectionError ??= error;
  });
  try {
    await client.connect();
    return await use({
      set: async (key, value, seconds) => void (await client.set(key, value, 'EX', seconds)),
      get: (key) => client.get(key),
      remove: async (key) => void (await client.del(key)),
      info: async (section) => parseInfo(String(await client.info(section))),
    });
  } catch (error) {
    throw new RedisRefusal(wordOf(connectionError ?? error));
  } finally {
    client.disconnect();
  }
}

function wordOf(error: unknown): string {
  const code = systemCodeOf(error);
  if (code !== 'UNKNOWN') return code;
  const [word] = error instanceof Error ? (/^[A-Z]{3,}\b/.exec(error.message) ?? []) : [];
  return word ?? (error instanceof Error && /timed? ?out/i.test(error.message) ? 'TIMEOUT' : code);
}

function parseInfo(text: string): ReadonlyMap<string, string> {
  const pairs = text.split('\r\n').map((line) => line.split(':'));
  return new Map(pairs.map(([name = '', ...rest]) => [name, rest.join(':')]));
}
