import { Counter, Histogram, type Registry } from 'prom-client';

/** The ways of checking a token, and what can come of it. */
export type ValidatorName = 'introspect' | 'users-me';
export type CheckOutcome = 'vouched' | 'refused' | 'unavailable';

/** Checks of tokens: how many, how long, and how many share a call. */
export interface TokenMetrics {
  checked(validator: ValidatorName, outcome: CheckOutcome, seconds: number): void;
  /** One call to Directus went out, about so many tokens. */
  batchSent(size: number): void;
}

const outcomes = ['vouched', 'refused', 'unavailable'] as const;
const validators = ['introspect', 'users-me'] as const;

export function createTokenMetrics(registry: Registry): TokenMetrics {
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
    checked(validator, outcome, took) {
      bound[validator]?.outcomes[outcome]?.inc();
      bound[validator]?.seconds.observe(took);
    },
    batchSent: (size) => sizes.observe(size),
  };
}
