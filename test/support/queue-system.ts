import { type Behaviour, defaultBehaviour } from './fake-model/behaviours.ts';
import type { FakeModel } from './fake-model/fake-model.ts';
import type { ApiAnswer, TestApi } from './start-api.ts';
import type { TestDirectus } from './start-directus.ts';
import { whyNoRedis } from './start-redis.ts';
import { type System, startSystem } from './system.ts';
import { until } from './until.ts';

/** The engines that a batch can be run by. */
export const engines = [
  { engine: 'in-process', skip: false },
  { engine: 'redis', skip: whyNoRedis() ?? false },
] as const;
export type EngineName = (typeof engines)[number]['engine'];

/** A job, as the API shows it. */
export interface ShownJob {
  id: string;
  type: string;
  status: string;
  progress: number;
  result?: { items: { ok: boolean; caption?: string; code?: string; platform: string }[] };
  error?: string;
  createdAt: string;
  startedAt?: string;
  finishedAt?: string;
}

/** A system with a model and the engine's Redis, and short ways to ask for batches. */
export interface QueueSystem extends System<TestDirectus> {
  model: FakeModel;
  submit(token: string, items: unknown, api?: TestApi): Promise<ApiAnswer>;
  /** The id of a batch that was accepted. */
  accepted(token: string, items: unknown, api?: TestApi): Promise<string>;
  job(token: string, id: string, api?: TestApi): Promise<ShownJob>;
  /** Waits until a job is over. */
  ended(token: string, id: string, api?: TestApi): Promise<ShownJob>;
  stats(token: string, api?: TestApi): Promise<Record<string, number>>;
}

/** A policy whose pauses are short. */
export const quickPolicy = { attempts: 3, backoffMs: 50, requeueMs: 100, concurrency: 2 };

/**
 * Starts it on a Directus of its own, since every API of a Directus takes up the jobs it finds there.
 *
 * @param behaviour what the model does where nothing else was ordered
 */
export async function startQueueSystem(
  engine: EngineName,
  behaviour: Behaviour = defaultBehaviour,
): Promise<QueueSystem> {
  const system = await startSystem({
    directus: {},
    model: { behaviour, timeoutMs: 5_000 },
    redis: engine === 'redis',
    api: { queuePolicy: quickPolicy },
  });
  const { api, model } = system;
  if (model === undefined) throw new Error('a model was asked for');
  const submit: QueueSystem['submit'] = (token, items, to = api) =>
    to.request('POST', '/api/captions/batch', { token, body: { items } });
  const job: QueueSystem['job'] = async (token, id, from = api) => {
    const answer = await from.request('GET', `/api/queue/jobs/${id}`, { token });
    if (answer.status !== 200) throw new Error(`no job: ${answer.status} ${answer.text}`);
    return answer.body.job as ShownJob;
  };
  return {
    ...system,
    model,
    submit,
    async accepted(token, items, to = api) {
      const answer = await submit(token, items, to);
      if (answer.status !== 202) throw new Error(`not accepted: ${answer.status} ${answer.text}`);
      return String(answer.body.jobId);
    },
    job,
    async ended(token, id, from = api) {
      let shown: ShownJob | undefined;
      await until(async () => {
        shown = await job(token, id, from);
        return ['completed', 'failed', 'cancelled'].includes(shown.status);
      });
      if (shown === undefined) throw new Error('never asked');
      return shown;
    },
    async stats(token, from = api) {
      const answer = await from.request('GET', '/api/queue/stats', { token });
      const stats = answer.body.stats as Record<string, Record<string, number>> | undefined;
      const counts = stats?.['caption-jobs'];
      if (counts === undefined) throw new Error(`no stats: ${answer.status} ${answer.text}`);
      return counts;
    },
  };
}
