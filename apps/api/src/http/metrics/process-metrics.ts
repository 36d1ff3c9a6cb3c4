import { Gauge, type Registry } from 'prom-client';

/** What one process needs besides Directus: a log, a certificate, Redis for its limits. */
export function createProcessMetrics(registry: Registry) {
  const registers = [registry];
  const shared = new Gauge({
    name: 'genie_limits_shared',
    help: 'Where there is a Redis: whether limits are counted in it, together with the other processes.',
    registers,
  });
  // A gauge begins at 0, which would be an alert for whoever has none of it.
  shared.remove();
  const expires = new Gauge({
    name: 'genie_certificate_expires_timestamp_seconds',
    help: 'Where this process speaks HTTPS itself: when its certificate ends.',
    registers,
  });
  expires.remove();
  let readProblem: (() => string | undefined) | undefined;
  const log = new Gauge({
    name: 'genie_log_writable',
    help: 'Whether the log takes lines: 0 while it does not, as on a full disk.',
    registers,
    collect() {
      if (readProblem !== undefined) this.set(readProblem() === undefined ? 1 : 0);
    },
  });
  log.remove();
  return {
    limitsShared: (isShared: boolean) => shared.set(isShared ? 1 : 0),
    certificateEnds: (at: Date) => expires.set(at.getTime() / 1_000),
    /** @param reader why the log can't be written; undefined while it can */
    watchLog(reader: () => string | undefined): void {
      readProblem = reader;
    },
  };
}
