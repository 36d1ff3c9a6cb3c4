import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { rememberLabels } from './remember-labels.ts';

/** What Directus is asked for; each has connections of its own. */
export type DirectusPurpose =
  | 'checks'
  | 'registration'
  | 'accounts'
  | 'logins'
  | 'credentials'
  | 'records'
  | 'chat'
  | 'mail';

/** `refused`: Directus said no in its own form · `unavailable`: no usable answer in time · `aborted`: by us. */
type CallOutcome = 'answered' | 'refused' | 'unavailable' | 'aborted';

/** Calls to Directus. */
export type DirectusMetrics = ReturnType<typeof createDirectusMetrics>;

export function createDirectusMetrics(registry: Registry) {
  const registers = [registry];
  const calls = new Counter({
    name: 'genie_directus_calls_total',
    help: 'Calls to Directus, by what they were for and what came of them.',
    labelNames: ['purpose', 'outcome'],
    registers,
  });
  const seconds = new Histogram({
    name: 'genie_directus_call_seconds',
    help: 'How long Directus took to answer.',
    labelNames: ['purpose'],
    buckets: [0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const usable = new Gauge({
    name: 'genie_directus_usable',
    help: 'Whether calls go to this Directus: 0 while it is left out.',
    labelNames: ['directus'],
    registers,
  });
  const adminToken = new Gauge({
    name: 'genie_admin_token_refused',
    help: 'Whether Directus refused the admin token when it was last used: 1 if so.',
    registers,
  });
  adminToken.set(0);
  const callsOf = rememberLabels(calls);
  const secondsOf = rememberLabels(seconds);
  return {
    adminTokenUsed: (isRefused: boolean) => adminToken.set(isRefused ? 1 : 0),
    called(purpose: DirectusPurpose, outcome: CallOutcome, took: number): void {
      callsOf(purpose, outcome).inc();
      secondsOf(purpose).observe(took);
    },
    /** @param url one of `DIRECTUS_URLS` */
    usable(url: string, isUsable: boolean): void {
      usable.set({ directus: new URL(url).host }, isUsable ? 1 : 0);
    },
  };
}
