import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type, { type Static } from 'typebox';
import { userOf } from '../auth/principal.ts';
import { recordId } from '../credentials/credential-fields.ts';
import { type ErrorCode, errorTable } from '../http/errors.ts';
import { answer, exampleValues } from '../http/schemas.ts';
import type { CaptionJobService } from './queue/caption-jobs.ts';

/** Codes of items without a caption, in the result of a batch. The batch itself is answered with 200. */
export const batchItemErrors = [
  'captions.topic_refused',
  'captions.model_failed',
  'captions.model_timeout',
  'queue.interrupted',
  'queue.result_too_large',
  'server.internal',
] as const satisfies ErrorCode[];

const outcome = Type.Union(
  [
    Type.Object({
      ok: Type.Literal(true),
      caption: Type.String(),
      model: Type.String(),
      platform: Type.String(),
    }),
    Type.Object({
      ok: Type.Literal(false),
      code: Type.String({ description: `One of ${batchItemErrors.join(', ')}.` }),
      error: Type.String({ description: 'A sentence for people.' }),
      platform: Type.String(),
    }),
  ],
  { title: 'BatchItemOutcome' },
);

const job = Type.Object(
  {
    id: Type.String(),
    type: Type.String({ description: 'caption-batch.' }),
    status: Type.Enum(['queued', 'processing', 'completed', 'failed']),
    progress: Type.Integer({ description: 'Percent; 100 only once it is over.' }),
    result: Type.Optional(
      Type.Object(
        { items: Type.Array(outcome) },
        { description: 'Once it is over: an outcome for each item, in their order.' },
      ),
    ),
    error: Type.Optional(Type.String({ description: 'Why it failed.' })),
    createdAt: Type.String(),
    startedAt: Type.Optional(
      Type.String({ description: 'When it was first begun, after a retry anew.' }),
    ),
    finishedAt: Type.Optional(Type.String()),
  },
  { title: 'Job' },
);

const exampleJob: Static<typeof job> = {
  id: exampleValues.jobId,
  type: 'caption-batch',
  status: 'completed',
  progress: 100,
  result: {
    items: [
      { ok: true, caption: 'New photo set is up.', model: 'builtin', platform: 'x' },
      {
        ok: false,
        code: 'captions.model_failed',
        error: errorTable['captions.model_failed'].message,
        platform: 'reddit',
      },
    ],
  },
  createdAt: exampleValues.earlier,
  startedAt: exampleValues.earlier,
  finishedAt: exampleValues.later,
};

/** `GET /api/queue/jobs/:id`: how far a batch is, and what came of it. */
export function getJobRoute(deps: {
  jobs: Pick<CaptionJobService, 'find'>;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/api/queue/jobs/:id',
      {
        config: {
          guard: 'user',
          limit: 'default',
          work: 'records',
          errors: ['queue.job_not_found', 'queue.admin_token_not_set'],
        },
        schema: {
          operationId: 'getJob',
          tags: ['Queue'],
          summary: 'How far a job is, and what came of it',
          description: "One's own jobs; an administrator sees everybody's.",
          params: Type.Object({ id: recordId("The job's id.") }),
          response: {
            200: answer(
              { ok: Type.Literal(true), job },
              { description: 'The job as it is now.', example: { ok: true, job: exampleJob } },
            ),
          },
        },
      },
      async (request) => {
        const found = await deps.jobs.find(userOf(request).user, request.params.id);
        return { ok: true as const, job: found };
      },
    );
  };
}
