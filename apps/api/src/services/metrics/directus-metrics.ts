import { Counter, Histogram, type Registry } from 'prom-client';

/** What Directus is asked for; each has connections of its own. */
export type DirectusPurpose =
  | 'checks'
  | 'registration'
  | 'logins'
  | 'credentials'
  | 'records'
  | 'chat';

/** `refused`: Directus said no in its own form · `unavailable`: no usable answer in time · `aborted`: by us. */
export type CallOutcome = 'answered' | 'refused' | 'unavailable' | 'aborted';

/** Calls to Directus. */
export interface DirectusMetrics {
  called(purpose: DirectusPurpose, outcome: CallOutcome, seconds: number): void;
}

export function createDirectusMetrics(registry: Registry): DirectusMetrics {
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
  return {
    called(purpose, outcome, took) {
      calls.inc({ purpose, outcome });
      seconds.observe({ purpose }, took);
    },
  };
}
