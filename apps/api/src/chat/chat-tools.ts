/**
 * What every tool of the chat has in common.
 *
 * Guarantees: before each call the caller's token is checked with Directus, as a request's is. If Directus no
 * longer vouches for it, or can't be asked, nothing is called and the answer ends. The model learns of a failure
 * what a client would be told. The log has the tool's name and the code, not what was said.
 */
import { type ChatTool, defineChatTool } from '@genie-helper/chat';
import Type, { type Static, type TObject } from 'typebox';
import {
  type CaptionJobs,
  type CaptionLibrary,
  captionRequest,
  findJob,
  type Job,
  maxBatchItems,
  submitBatch,
  toCaptionRequest,
  toJob,
  type WriteCaption,
} from '../captions/index.ts';
import { AppError, errorTable } from '../http/errors.ts';
import { onlyFields, recordId } from '../http/schemas.ts';
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

/** What the tools are made from: functions that take whose rights count, and nothing that could do more. */
export interface ChatToolDeps {
  writeCaption: WriteCaption;
  library: Pick<CaptionLibrary, 'add'>;
  jobs: CaptionJobs;
  /** A user's connections, as `GET /api/credentials` gives them, with nothing secret. */
  listConnections(userId: string): Promise<readonly object[]>;
}

const shownItems = 20;
const shownConnections = 50;

/** Makes the tools of a caller: these four and no others. */
export function createChatTools(deps: ChatToolDeps): AnswerDeps['toolsOf'] {
  const { writeCaption, library, jobs, listConnections } = deps;
  return (caller, end) => {
    const context = { caller, end };
    // An administrator sees no more here than anyone: the model reads along.
    const viewer = { userId: caller.userId, isAdmin: async () => false };
    return [
      callersTool(context, {
        name: 'generate_caption',
        description:
          'Writes one caption for a platform. Use it whenever a caption is asked for, and give its caption unchanged.',
        inputSchema: captionRequest,
        async execute(input, signal) {
          const request = toCaptionRequest(input);
          const written = await writeCaption(request, { signal });
          library.add({ userId: caller.userId, request, ...written, source: 'chat' });
          return written;
        },
      }),
      callersTool(context, {
        name: 'start_batch',
        description:
          'Starts a batch of 1 to 100 captions and gives the id of its job. The captions come later; look them up with get_job.',
        inputSchema: onlyFields({
          items: Type.Array(captionRequest, { minItems: 1, maxItems: maxBatchItems }),
        }),
        execute: ({ items }) => submitBatch(jobs, caller.userId, items.map(toCaptionRequest)),
      }),
      callersTool(context, {
        name: 'get_job',
        description: 'Tells how far a batch is and, once it is over, gives its captions.',
        inputSchema: onlyFields({ jobId: recordId("The job's id, as start_batch gave it.") }),
        execute: async ({ jobId }) => shorten(toJob(await findJob(jobs, viewer, jobId))),
      }),
      callersTool(context, {
        name: 'list_connections',
        description:
          'Lists the profiles on platforms that the person has connected: platform, name, dates. Never a password or a cookie.',
        inputSchema: onlyFields({}),
        async execute() {
          const connections = await listConnections(caller.userId);
          return { connections: connections.slice(0, shownConnections), total: connections.length };
        },
      }),
    ];
  };
}

/** The person knows what was asked, and the model needs no more than what came of it. */
function shorten({ items: _, outcomes: __, ...job }: Job) {
  const items = job.result?.items;
  if (items === undefined || items.length <= shownItems) return job;
  const hint = `The first ${shownItems} of ${items.length}. The rest: GET /api/queue/jobs/${job.id}.`;
  return { ...job, result: { items: items.slice(0, shownItems), hint } };
}
