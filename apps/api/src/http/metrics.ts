/**
 * What the server counts of itself, for Prometheus.
 *
 * Guarantees: a label holds a word of a fixed list, an operation id, an error code or a key's id; never a token, an
 * address, an e-mail or anybody's id. Whatever a client sends adds no series.
 */

import fp from 'fastify-plugin';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { type RefusalReason, refusalReasons } from '../auth/refusal-reasons.ts';
import type { ErrorCode } from './errors.ts';

/** The counters, a group a subject. */
export type Metrics = ReturnType<typeof createMetrics>;

/** Metrics of one server; a process with two has two. */
export function createMetrics() {
  const registry = new Registry();
  return {
    tokens: createTokenMetrics(registry),
    directus: createDirectusMetrics(registry),
    vault: createVaultMetrics(registry),
    queue: createQueueMetrics(registry),
    answers: createAnswerMetrics(registry),
    /** Adds memory, processor, event loop and garbage collection of this process; once a process. */
    watchProcess: () => collectDefaultMetrics({ register: registry }),
    /** Everything, as Prometheus reads it, and the media type of that. */
    render: async () => ({
      text: await registry.metrics(),
      contentType: registry.contentType,
    }),
  };
}

/** Counts each answer by its route's operation id, and each error by its code. */
export const measurements = fp<{ metrics: Pick<Metrics, 'answers'> }>(
  async (app, { metrics }) => {
    app.addHook('onResponse', async (request, reply) => {
      const operation = request.routeOptions.schema?.operationId ?? 'unmatched';
      metrics.answers.answered(operation, reply.statusCode, reply.elapsedTime / 1_000);
      if (reply.errorCode !== null) metrics.answers.refused(operation, reply.errorCode);
    });
  },
  { name: 'measurements', dependencies: ['error-answers'] },
);

/** Answers of this server. */
function createAnswerMetrics(registry: Registry) {
  const registers = [registry];
  const seconds = new Histogram({
    name: 'genie_http_request_seconds',
    help: 'How long a request took, from its head to the end of its answer; by operation and class of status.',
    labelNames: ['operation', 'status'],
    buckets: [0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  });
  const refusals = new Counter({
    name: 'genie_refusals_total',
    help: 'Requests that were answered with an error, by its code.',
    labelNames: ['operation', 'code'],
    registers,
  });
  return {
    /** @param operation the operation id of the route, or `unmatched` */
    answered: (operation: string, status: number, took: number) =>
      seconds.observe({ operation, status: `${Math.trunc(status / 100)}xx` }, took),
    refused: (operation: string, code: ErrorCode) => refusals.inc({ operation, code }),
  };
}

const outcomes = ['vouched', 'refused', 'unavailable'] as const;
const validators = ['introspect', 'users-me'] as const;

/** The ways of checking a token. */
export type ValidatorName = (typeof validators)[number];

/** Checks of tokens: how many, how long, and how many share a call. */
export type TokenMetrics = ReturnType<typeof createTokenMetrics>;

function createTokenMetrics(registry: Registry) {
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

/** What Directus is asked for; each has connections of its own. */
export type DirectusPurpose =
  | 'checks'
  | 'registration'
  | 'logins'
  | 'credentials'
  | 'records'
  | 'chat';

/** `refused`: Directus said no in its own form · `unavailable`: no usable answer in time · `aborted`: by us. */
type CallOutcome = 'answered' | 'refused' | 'unavailable' | 'aborted';

/** Calls to Directus. */
export type DirectusMetrics = ReturnType<typeof createDirectusMetrics>;

function createDirectusMetrics(registry: Registry) {
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
    called(purpose: DirectusPurpose, outcome: CallOutcome, took: number): void {
      calls.inc({ purpose, outcome });
      seconds.observe({ purpose }, took);
    },
  };
}

const states = ['waiting', 'active', 'delayed'] as const;

/** Asks how many jobs the engine holds. */
type ReadDepths = () => Promise<Record<(typeof states)[number], number>>;

/** For how long a scrape waits for Redis, in milliseconds. */
const maxWaitMs = 1_000;

/** How full the queue is, read when somebody asks. */
function createQueueMetrics(registry: Registry) {
  let read: ReadDepths | undefined;
  const jobs = new Gauge({
    name: 'genie_queue_jobs',
    help: 'Batches of captions that the engine holds.',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      const depths = read === undefined ? undefined : await inTime(read()).catch(() => undefined);
      this.reset();
      if (depths !== undefined) for (const state of states) this.set({ state }, depths[state]);
      reachable.set(depths === undefined ? 0 : 1);
    },
  });
  const reachable = new Gauge({
    name: 'genie_queue_up',
    help: 'Whether the engine told its counts.',
    registers: [registry],
  });
  jobs.reset();
  return {
    /** @param reader gives the engine's counts; where it fails, the answer has none rather than old ones */
    watch(reader: ReadDepths): void {
      read = reader;
    },
  };
}

function inTime<T>(work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('the engine took too long')), maxWaitMs);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}

/** Uses of the vault, by key: what a rotation leaves to do shows here. */
export type VaultMetrics = ReturnType<typeof createVaultMetrics>;

function createVaultMetrics(registry: Registry) {
  const operations = new Counter({
    name: 'genie_vault_operations_total',
    help: 'Credentials sealed and opened, by the id of the key.',
    labelNames: ['operation', 'kid', 'outcome'],
    registers: [registry],
  });
  return {
    /** @param kid a key's id, or `unknown` */
    used: (operation: 'seal' | 'open', kid: string, outcome: 'done' | 'failed') =>
      operations.inc({ operation, kid, outcome }),
  };
}
