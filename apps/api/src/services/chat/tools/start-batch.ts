import type { ChatTool } from '@genie-helper/chat';
import Type from 'typebox';
import { callersTool, type ToolContext } from '../../../chat/chat-tools.ts';
import {
  captionRequest,
  maxBatchItems,
  toCaptionRequest,
} from '../../../schemas/caption-request.ts';
import type { CaptionJobService } from '../../queue/caption-job-service.ts';

const batchInput = Type.Object(
  { items: Type.Array(captionRequest, { minItems: 1, maxItems: maxBatchItems }) },
  { additionalProperties: false },
);

/** `start_batch`: a batch of the caller's own. */
export function startBatchTool(
  { jobs }: { jobs: Pick<CaptionJobService, 'submit'> },
  context: ToolContext,
): ChatTool {
  return callersTool(context, {
    name: 'start_batch',
    description:
      'Starts a batch of 1 to 100 captions and gives the id of its job. The captions come later; look them up with get_job.',
    inputSchema: batchInput,
    execute: ({ items }) => jobs.submit(context.caller.userId, items.map(toCaptionRequest)),
  });
}
