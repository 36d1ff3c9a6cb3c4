import type { Logger } from 'pino';
import type { QueuePolicy } from '../captions/queue/queue-engine.ts';
import type { ApiConfig } from '../config/api-config.ts';

/** The part of the configuration that services are made from. */
export type ServiceConfig = Pick<
  ApiConfig,
  | 'directus'
  | 'captions'
  | 'tokenValidation'
  | 'introspectionSecret'
  | 'sharedSecret'
  | 'vaultKeys'
  | 'redisUrl'
  | 'traceEndpoint'
> & {
  /** How batches are repeated; the engine's own policy where left out. */
  queuePolicy?: QueuePolicy;
};

/** Told of what changes while the server runs: the way of checking tokens, Redis, batches that come again. */
export type ServiceLog = Pick<Logger, 'info' | 'warn' | 'error'>;
