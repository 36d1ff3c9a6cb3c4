import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { userOf } from '../auth/principal.ts';
import { recordId } from '../credentials/credential-fields.ts';
import { answer } from '../schemas/answer.ts';
import { exampleValues } from '../schemas/example-values.ts';
import type { ListJobs } from '../services/queue/list-jobs.ts';

const defaultLimit = 50;
const statuses = ['queued', 'processing', 'completed', 'failed'] as const;

const querystring = Type.Object(
  {
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 500, description: `Default: ${defaultLimit}.` }),
    ),
    offset: Type.Optional(Type.Integer({ minimum: 0, description: 'Default: 0.' })),
    status: Type.Optional(Type.Enum([...statuses])),
    all: Type.Optional(
      Type.Enum(['true', 'false'], { description: "Everybody's, for administrators." }),
    ),
    userId: Type.Optional(recordId("This user's, for administrators.")),
  },
  { additionalProperties: false },
);

const listedJob = Type.Object(
  {
    id: Type.String(),
    type: Type.String({ description: 'caption-batch.' }),
    status: Type.Enum([...statuses]),
    progress: Type.Integer({ description: 'Percent; 100 only once it is over.' }),
    error: Type.Optional(Type.String({ description: 'Why it failed.' })),
    createdAt: Type.String(),
    startedAt: Type.Optional(Type.String()),
    finishedAt: Type.Optional(Type.String()),
    userId: Type.Optional(
      Type.String({ description: 'Whose it is; only with all=true or userId.' }),
    ),
  },
  { title: 'ListedJob' },
);

/** `GET /api/queue/jobs`: the caller's batches, newest first, without what came of them. */
export function listJobsRoute(deps: { listJobs: ListJobs }): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/api/queue/jobs',
      {
        config: {
          guard: 'user',
          limit: 'default',
          work: 'records',
          errors: ['auth.admin_only', 'queue.admin_token_not_set'],
        },
        schema: {
          operationId: 'listJobs',
          tags: ['Queue'],
          summary: "The caller's jobs",
          description: 'Without what came of them; ask for a job by its id.',
          querystring,
          response: {
            200: answer(
              { ok: Type.Literal(true), jobs: Type.Array(listedJob), total: Type.Integer() },
              {
                description: 'Jobs, newest first, and how many there are in all.',
                example: {
                  ok: true,
                  jobs: [
                    {
                      id: exampleValues.jobId,
                      type: 'caption-batch',
                      status: 'completed',
                      progress: 100,
                      createdAt: exampleValues.earlier,
                      startedAt: exampleValues.earlier,
                      finishedAt: exampleValues.later,
                    },
                  ],
                  total: 1,
                },
              },
            ),
          },
        },
      },
      async (request) => {
        const { limit = defaultLimit, offset = 0, status, all, userId } = request.query;
        const found = await deps.listJobs(userOf(request).user, {
          limit,
          offset,
          isAll: all === 'true',
          ...(status === undefined ? {} : { status }),
          ...(userId === undefined ? {} : { userId: userId.toLowerCase() }),
        });
        return { ok: true as const, ...found };
      },
    );
  };
}
