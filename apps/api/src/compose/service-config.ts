import type { QueuePolicy } from '../captions/queue/queue-engine.ts';
import type { ApiConfig } from '../config/api-config.ts';
import type { LogSink } from '../http/log-sink.ts';
import type { MailPolicy } from '../mail/sender.ts';

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
  metricsToken?: ApiConfig['metricsToken'];
  /** How mails are sent; without it, a key of the vault, the admin token or the secret of the guard, who makes their links, none is. */
  mail?: ApiConfig['mail'];
  /** When they are; the sender's own policy where left out. */
  mailPolicy?: MailPolicy;
  /** Whether a new account waits until its address is proven; it doesn't where left out. */
  isAddressProofRequired?: boolean;
  /** Whether administrators' routes ask for a second factor; they don't where left out. */
  isAdminFactorRequired?: boolean;
  /** How long the check of a token may take before Directus counts as unreachable, in milliseconds; 2 s where left out. */
  checkTimeoutMs?: number;
  /** How often the guard is asked for notices, in milliseconds; 5 s where left out. */
  noticeEveryMs?: number;
  /** How often the guard is asked for accounts to erase, in milliseconds; a minute where left out. */
  erasureEveryMs?: number;
  /** How often the guard is asked whether old data is to go, in milliseconds; 5 minutes where left out. */
  retentionEveryMs?: number;
  /** Where checkpoints of the access log go, besides the database; nowhere where left out. */
  checkpointFile?: ApiConfig['checkpointFile'];
  /** How often one is signed where something was written, in milliseconds; a minute where left out. */
  checkpointEveryMs?: number;
  /** Where the access log is sent; nowhere where left out. */
  auditStream?: ApiConfig['auditStream'];
  /** How often it's looked at, in milliseconds; 2 s where left out. */
  auditStreamEveryMs?: number;
  /** Where the log goes; readiness says where that can't be written. */
  logSink?: Pick<LogSink, 'problem'>;
  /** How batches are repeated; the engine's own policy where left out. */
  queuePolicy?: QueuePolicy;
};
