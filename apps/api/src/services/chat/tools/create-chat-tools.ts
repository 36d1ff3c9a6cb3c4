import type { CaptionService } from '../../../captions/write-caption.ts';
import type { AnswerDeps } from '../../../chat/answer-message.ts';
import type { RequireCredentials } from '../../credentials/credential-service.ts';
import type { CaptionJobService } from '../../queue/caption-job-service.ts';
import { generateCaptionTool } from './generate-caption.ts';
import { getJobTool } from './get-job.ts';
import { listConnectionsTool } from './list-connections.ts';
import { startBatchTool } from './start-batch.ts';

/** What the tools are made from: services that take whose rights count, and nothing that could do more. */
export interface ChatToolDeps {
  captions: CaptionService;
  jobs: Pick<CaptionJobService, 'submit' | 'find'>;
  requireCredentials: RequireCredentials;
}

/** Makes the tools of a caller: these four and no others. */
export function createChatTools(deps: ChatToolDeps): AnswerDeps['toolsOf'] {
  return (caller, end) => {
    const context = { caller, end };
    return [
      generateCaptionTool(deps, context),
      startBatchTool(deps, context),
      getJobTool(deps, context),
      listConnectionsTool(deps, context),
    ];
  };
}
