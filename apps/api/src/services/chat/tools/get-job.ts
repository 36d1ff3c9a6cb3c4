import type { ChatTool } from '@genie-helper/chat';
import Type from 'typebox';
import { callersTool, type ToolContext } from '../../../chat/chat-tools.ts';
import { recordId } from '../../../credentials/credential-fields.ts';
import type { CaptionJob, CaptionJobService } from '../../queue/caption-job-service.ts';

const shownItems = 20;

const jobInput = Type.Object(
  { jobId: recordId("The job's id, as start_batch gave it.") },
  { additionalProperties: false },
);

/** `get_job`: a job of the caller's own. An administrator sees no more here than anyone: the model reads along. */
export function getJobTool(
  { jobs }: { jobs: Pick<CaptionJobService, 'find'> },
  context: ToolContext,
): ChatTool {
  const viewer = { userId: context.caller.userId, isAdmin: async () => false };
  return callersTool(context, {
    name: 'get_job',
    description: 'Tells how far a batch is and, once it is over, gives its captions.',
    inputSchema: jobInput,
    execute: async ({ jobId }) => shorten(await jobs.find(viewer, jobId)),
  });
}

function shorten(job: CaptionJob) {
  const items = job.result?.items;
  if (items === undefined || items.length <= shownItems) return job;
  const hint = `The first ${shownItems} of ${items.length}. The rest: GET /api/queue/jobs/${job.id}.`;
  return { ...job, result: { items: items.slice(0, shownItems), hint } };
}
