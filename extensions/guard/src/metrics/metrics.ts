import { type TokenRefusal, tokenRefusals } from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { ClockWatch } from '../clock/clock-watch.ts';
import { type EndpointRefusal, endpointRefusals } from '../hardening/endpoints.ts';
import {
  type Outcome,
  outcomes,
  type ThrottleRefusal,
  throttleRefusals,
} from '../throttle/login-throttle.ts';
import { type FactorRefusal, factorRefusals } from '../two-factor/verify-code.ts';

/** What the guards count. */
export type GuardMetrics = ReturnType<typeof createGuardMetrics>;

/**
 * @param db whose pool is looked at
 * @returns counters that begin at zero, so that a rate over the first event isn't lost
 */
export function createGuardMetrics(
  db: Knex,
  clock: Pick<ClockWatch, 'lastSkew'> = { lastSkew: () => undefined },
) {
  const registry = new Registry();
  // In ms. Every ten, as by default, is most of what a Directus does that nobody uses.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 20 });
  watchPool(registry, db);
  watchClock(registry, clock);
  return {
    /** A token was refused at Directus itself; those that our API asks about are counted there. */
    tokenRefused: counterOf<TokenRefusal>(
      registry,
      'genie_guard_token_refusals_total',
      'Tokens that were refused at Directus itself, by the reason that the answer never tells.',
      'reason',
      Object.keys(tokenRefusals) as TokenRefusal[],
    ),
    endpointRefused: counterOf<EndpointRefusal>(
      registry,
      'genie_guard_closed_endpoints_total',
      'Requests for endpoints of Directus that are closed to whoever asked.',
      'reason',
      endpointRefusals,
    ),
    throttled: counterOf<ThrottleRefusal['reason']>(
      registry,
      'genie_guard_throttled_total',
      'Sign-ins and other uses of a password that a limit refused, by the limit.',
      'limit',
      throttleRefusals,
    ),
    signInEnded: counterOf<Outcome>(
      registry,
      'genie_guard_sign_ins_total',
      'Sign-ins that were looked at, by what came of them; unfinished: a code was still to come.',
      'outcome',
      outcomes,
    ),
    factorRefused: counterOf<FactorRefusal>(
      registry,
      'genie_guard_second_factor_refusals_total',
      'Codes of a second factor that were refused, by the reason; missing: an administrator without the factor that is required.',
      'reason',
      factorRefusals,
    ),
    /** Everything, as Prometheus reads it. */
    render: async () => ({ text: await registry.metrics(), contentType: registry.contentType }),
  };
}

function counterOf<Value extends string>(
  registry: Registry,
  name: string,
  help: string,
  label: string,
  values: readonly Value[],
): (value: Value) => void {
  const counter = new Counter({ name, help, labelNames: [label], registers: [registry] });
  for (const value of values) counter.inc({ [label]: value }, 0);
  return (value) => counter.inc({ [label]: value });
}

/** The parts of a pool of tarn that tell how full it is. */
interface Pool {
  numUsed(): number;
  numFree(): number;
  numPendingAcquires(): number;
}

function watchPool(registry: Registry, db: Knex): void {
  new Gauge({
    name: 'genie_guard_database_connections',
    help: 'Connections of this process to its database, and how many pieces of work wait for one.',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      const pool: Pool | undefined = db.client.pool;
      if (pool === undefined) return;
      this.set({ state: 'used' }, pool.numUsed());
      this.set({ state: 'free' }, pool.numFree());
      this.set({ state: 'wanted' }, pool.numPendingAcquires());
    },
  });
}

function watchClock(registry: Registry, { lastSkew }: Pick<ClockWatch, 'lastSkew'>): void {
  new Gauge({
    name: 'genie_guard_clock_skew_seconds',
    help: "How far this process's clock is ahead of the database's; beyond 5 nothing is served.",
    registers: [registry],
    collect() {
      const skew = lastSkew();
      this.remove();
      if (skew !== undefined) this.set(skew / 1_000);
    },
  });
}
