import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { isUuid } from '@genie-helper/directus-client';
import Type from 'typebox';
import { userOf } from '../auth/principal.ts';
import { recordId } from '../credentials/credential-fields.ts';
import { AppError } from '../http/errors.ts';
import { answer, exampleValues } from '../http/schemas.ts';
import type { JobList, ListedJobRow } from './job-overview-store.ts';
import type { CaptionJob, JobViewer } from './queue/caption-jobs.ts';

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

/** A batch in a list: without its result, and with its owner where everybody's are listed. */
export type ListedJob = Omit<CaptionJob, 'result'> & { userId?: string };

/** Which batches somebody wants to see. */
export interface JobPage {
  limit: number;
  offset: number;
  status?: CaptionJob['status'];
  /** Everybody's, for administrators. */
  isAll: boolean;
  /** This user's, for administrators, whatever `isAll` is. */
  userId?: string;
}

/** Lists batches. */
export type ListJobs = (
  viewer: JobViewer,
  page: JobPage,
) => Promise<{ jobs: ListedJob[]; total: number }>;

/**
 * @param deps `records` holds the admin token in its closure
 * @returns a function that gives the newest first, and throws AppError `auth.admin_only` · `directus.unavailable`
 */
export function createListJobs({ records }: { records: JobList }): ListJobs {
  return async (viewer, { isAll, userId, ...page }) => {
    const isForAdmins = isAll || userId !== undefined;
    if (isForAdmins && !(await viewer.isAdmin())) throw new AppError('auth.admin_only');
    if (userId !== undefined && !isUuid(userId)) return { jobs: [], total: 0 };
    const whose = isForAdmins ? userId : viewer.userId;
    const query = whose === undefined ? page : { ...page, userId: whose };
    const { rows, total } = await records.list(query);
    return { jobs: rows.map((row) => toListedJob(row, isForAdmins)), total };
  };
}

function toListedJob(row: ListedJobRow, isForAdmins: boolean): ListedJob {
  return {
    id: row.id,
    type: 'caption-batch',
    status: row.status,
    progress: row.progress,
    ...(row.error === null ? {} : { error: row.error }),
    createdAt: row.date_created,
    ...(row.started_at === null ? {} : { startedAt: row.started_at }),
    ...(row.finished_at === null ? {} : { finishedAt: row.finished_at }),
    ...(isForAdmins ? { userId: row.user } : {}),
  };
}
