import { Counter, Histogram, type Registry } from 'prom-client';
import { type RefusalReason, refusalReasons } from '../../auth/refusal-reasons.ts';

const outcomes = ['vouched', 'refused', 'unavailable'] as const;
const validators = ['introspect', 'users-me'] as const;

/** The ways of checking a token. */
export type ValidatorName = (typeof validators)[number];

/** Checks of tokens: how many, how long, and how many share a call. */
export type TokenMetrics = ReturnType<typeof createTokenMetrics>;

export function createTokenMetrics(registry: Registry) {
  const registers = [registry];
  const checks = new Counter({
    name: 'genie_token_checks_total',
    help: 'Checks of tokens, by the way of checking and what came of it.',
    labelNames: ['validator', 'outcome'],
    registers,
  });
  const seconds = new Histogram({
    name: 'genie_token_check_seconds',
    help: 'How long a check of a token took, its wait for a call included.',
    labelNames: ['validator'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers,
  });
  const sizes = new Histogram({
    name: 'genie_introspection_batch_size',
    help: 'How many tokens one call to the session guard carried.',
    buckets: [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000],
    registers,
  });
  const refusals = new Counter({
    name: 'genie_auth_refusals_total',
    help: 'Callers whom a guard refused, by the reason that the answer never tells.',
    labelNames: ['reason'],
    registers,
  });
  for (const reason of Object.keys(refusalReasons)) refusals.inc({ reason }, 0);
  // Known from the start, so that a rate over the first one isn't lost; and bound, since every request comes by.
  const bound = Object.fromEntries(
    validators.map((validator) => [
      validator,
      {
        seconds: seconds.labels(validator),
        outcomes: Object.fromEntries(
          outcomes.map((outcome) => {
            const counter = checks.labels(validator, outcome);
            counter.inc(0);
            return [outcome, counter];
          }),
        ),
      },
    ]),
  );
  return {
    checked(validator: ValidatorName, outcome: (typeof outcomes)[number], took: number): void {
      bound[validator]?.outcomes[outcome]?.inc();
      bound[validator]?.seconds.observe(took);
    },
    /** A guard refused a caller. */
    refused: (reason: RefusalReason) => refusals.inc({ reason }),
    /** One call to Directus went out, about so many tokens. */
    batchSent: (size: number) => sizes.observe(size),
  };
}
