/**
 * What every tool of the chat has in common.
 *
 * Guarantees: before each call the caller's token is checked with Directus, as a request's is. If Directus no
 * longer vouches for it, or can't be asked, nothing is called and the answer ends. The model learns of a failure
 * what a client would be told. The log has the tool's name and the code, not what was said.
 */
import { type ChatTool, defineChatTool } from '@genie-helper/chat';
import Type, { type Static, type TObject } from 'typebox';
import type { CaptionJob, CaptionJobService } from '../captions/queue/caption-jobs.ts';
import {
  type CaptionService,
  captionRequest,
  maxBatchItems,
  toCaptionRequest,
} from '../captions/write-caption.ts';
import type { RequireCredentials } from '../credentials/create-credentials.ts';
import { recordId } from '../credentials/credential-fields.ts';
import { toListedConnection } from '../credentials/list-connections.ts';
import { AppError, errorTable } from '../http/errors.ts';
import { type AnswerDeps, type ChatCaller, toChatFailure } from './answer-message.ts';

/** What a tool is told of the answer that it's called in. */
interface ToolContext {
  caller: ChatCaller;
  /** Breaks the answer off. */
  end(reason: AppError): void;
}

/**
 * Makes a tool that does one thing with the caller's rights.
 *
 * @param definition `execute` sees checked input only and may throw AppError
 */
function callersTool<Input extends TObject>(
  { caller, end }: ToolContext,
  definition: {
    name: string;
    description: string;
    inputSchema: Input;
    execute(input: Static<Input>, signal: AbortSignal): Promise<unknown>;
  },
): ChatTool {
  const { name } = definition;

  async function isEntitled(): Promise<boolean> {
    try {
      if (await caller.revalidate()) return true;
      end(new AppError('chat.signed_out'));
    } catch (error) {
      end(toChatFailure(error));
    }
    return false;
  }

  return defineChatTool({
    ...definition,
    async execute(input: Static<Input>, signal) {
      if (!(await isEntitled())) return { error: errorTable['chat.signed_out'].message };
      try {
        const result = await definition.execute(input, signal);
        caller.log.info({ tool: name }, 'chat tool called');
        return result;
      } catch (error) {
        const { code, internal } = toChatFailure(error);
        if (code === 'server.internal')
          caller.log.error({ tool: name, err: error }, 'chat tool failed');
        else caller.log.info({ tool: name, code, internal }, 'chat tool refused');
        return { error: errorTable[code].message };
      }
    },
  });
}

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

/** `generate_caption`: one caption that keeps its platform's rules, as `POST /api/captions/generate` writes it. */
function generateCaptionTool(
  { captions }: { captions: CaptionService },
  context: ToolContext,
): ChatTool {
  return callersTool(context, {
    name: 'generate_caption',
    description:
      'Writes one caption for a platform. Use it whenever a caption is asked for, and give its caption unchanged.',
    inputSchema: captionRequest,
    execute: (input, signal) => captions.write(toCaptionRequest(input), signal),
  });
}

const batchInput = Type.Object(
  { items: Type.Array(captionRequest, { minItems: 1, maxItems: maxBatchItems }) },
  { additionalProperties: false },
);

/** `start_batch`: a batch of the caller's own. */
function startBatchTool(
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

const shownItems = 20;

const jobInput = Type.Object(
  { jobId: recordId("The job's id, as start_batch gave it.") },
  { additionalProperties: false },
);

/** `get_job`: a job of the caller's own. An administrator sees no more here than anyone: the model reads along. */
function getJobTool(
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

const shownConnections = 50;

/** `list_connections`: the caller's own connections, as `GET /api/credentials` gives them, with nothing secret. */
function listConnectionsTool(
  { requireCredentials }: { requireCredentials: RequireCredentials },
  context: ToolContext,
): ChatTool {
  return callersTool(context, {
    name: 'list_connections',
    description:
      'Lists the profiles on platforms that the person has connected: platform, name, dates. Never a password or a cookie.',
    inputSchema: Type.Object({}, { additionalProperties: false }),
    async execute() {
      const rows = await requireCredentials().listConnections(context.caller.userId);
      const connections = rows.slice(0, shownConnections).map(toListedConnection);
      return { connections, total: rows.length };
    },
  });
}
