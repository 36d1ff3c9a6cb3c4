import { checkpointKey } from '@genie-helper/audit-chain';
import { createCheckpointer } from '../audit/checkpointer.ts';
import { createAskGuard } from '../audit/guard-calls.ts';
import { createLogStream } from '../audit/log-stream.ts';
import { createDataPruner } from '../directus/prune-data.ts';
import { type Foundation, maxPageBytes } from './foundation.ts';

/** As long as the guard may take over many rows. */
const callTimeoutMs = 60_000;

/** Makes what has old data removed, and what proves the access log later and sends it elsewhere. */
export function createUpkeep({ config, connect, secret, metrics, log, now }: Foundation) {
  if (secret === undefined) return {};
  const pruner = createDataPruner({
    client: connect('records', { callTimeoutMs, connections: 1 }),
    secret,
    onRemoved: metrics.retention.removed,
    log,
    everyMs: config.retentionEveryMs,
  });
  if (config.vaultKeys === undefined) return { pruner };
  const client = connect('records', {
    callTimeoutMs,
    connections: 2,
    maxResponseBytes: maxPageBytes,
  });
  const auditing = {
    ask: createAskGuard(client, secret),
    key: checkpointKey(config.vaultKeys.current),
    log,
    now,
  };
  const checkpointer = createCheckpointer({
    ...auditing,
    file: config.checkpointFile,
    count: metrics.audit.checkpoint,
    everyMs: config.checkpointEveryMs,
  });
  if (config.auditStream === undefined) return { pruner, checkpointer };
  const logStream = createLogStream({
    ...auditing,
    receiver: config.auditStream,
    metrics: metrics.audit,
    everyMs: config.auditStreamEveryMs,
  });
  return { pruner, checkpointer, logStream };
}
