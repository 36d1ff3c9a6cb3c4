import { setTimeout as sleep } from 'node:timers/promises';
import { type Behaviour, defaultBehaviour } from './fake-model/behaviours.ts';
import { type FakeModel, startFakeModel } from './fake-model/fake-model.ts';
import { type ApiAnswer, startTestApi, type TestApi, type TestApiOptions } from './start-api.ts';
import { startTestDirectus, type TestDirectus } from './start-directus.ts';
import { startTestRedis, type TestRedis, whyNoRedis } from './start-redis.ts';

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

/** A Directus, a model, Redis where the engine is that, and an API over them. */
export interface QueueStack {
  directus: TestDirectus;
  model: FakeModel;
  redis: TestRedis | undefined;
  api: TestApi;
  /** Another API over the same parts; ended with the stack, if not before with `stopApi`. */
  startApi(options?: Partial<TestApiOptions>): Promise<TestApi>;
  stopApi(api: TestApi): Promise<void>;
  /** A user's token, and its id. */
  person(): Promise<{ id: string; token: string }>;
  submit(token: string, items: unknown, api?: TestApi): Promise<ApiAnswer>;
  /** The id of a batch that was accepted. */
  accepted(token: string, items: unknown, api?: TestApi): Promise<string>;
  job(token: string, id: string, api?: TestApi): Promise<ShownJob>;
  /** Waits until a job is over. */
  ended(token: string, id: string, api?: TestApi): Promise<ShownJob>;
  stats(token: string, api?: TestApi): Promise<Record<string, number>>;
  stop(): Promise<void>;
}

/** A policy whose pauses are short. */
export const quickPolicy = { attempts: 3, backoffMs: 50, requeueMs: 100, concurrency: 2 };

/** What a waiting test is patient for, in milliseconds: many times what a slow machine needs. */
const maxWaitMs = 60_000;

/**
 * Starts the stack; takes about four seconds.
 *
 * @param behaviour what the model does where nothing else was ordered
 */
export async function startQueueStack(
  engine: EngineName,
  behaviour: Behaviour = defaultBehaviour,
): Promise<QueueStack> {
  const directus = await startTestDirectus();
  const model = await startFakeModel({ behaviour });
  const redis = engine === 'redis' ? await startTestRedis() : undefined;
  const apis = new Set<TestApi>();
  const startApi: QueueStack['startApi'] = async (others = {}) => {
    const api = await startTestApi({
      directusUrl: directus.url,
      adminToken: directus.adminToken,
      redisUrl: redis?.url,
      queuePolicy: quickPolicy,
      captions: {
        timeoutMs: 5_000,
        model: { baseUrl: model.baseUrl, name: 'fake-model', apiKey: undefined },
      },
      ...others,
    });
    apis.add(api);
    return api;
  };
  const api = await startApi();
  const submit: QueueStack['submit'] = (token, items, to = api) =>
    to.request('POST', '/api/captions/batch', { token, body: { items } });
  const job: QueueStack['job'] = async (token, id, from = api) => {
    const answer = await from.request('GET', `/api/queue/jobs/${id}`, { token });
    if (answer.status !== 200) throw new Error(`no job: ${answer.status} ${answer.text}`);
    return answer.body.job as ShownJob;
  };
  return {
    directus,
    model,
    redis,
    api,
    startApi,
    async stopApi(one) {
      apis.delete(one);
      await one.stop();
    },
    async person() {
      const user = await directus.admin.createUser();
      const { accessToken } = await directus.login(user.email, user.password);
      return { id: user.id, token: accessToken };
    },
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
        return shown.status === 'completed' || shown.status === 'failed';
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
    async stop() {
      for (const one of apis) await one.stop();
      await redis?.close();
      await model.close();
      await directus.stop();
    },
  };
}

/** Waits until something holds. @throws Error after a minute */
export async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  for (const endsAt = Date.now() + maxWaitMs; Date.now() < endsAt; await sleep(30)) {
    if (await holds()) return;
  }
  throw new Error('it never came to be');
}
