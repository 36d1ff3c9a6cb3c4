/**
 * What every tool of the chat has in common.
 *
 * Guarantees: before each call the caller's token is checked with Directus, as a request's is. If Directus no
 * longer vouches for it, or can't be asked, nothing is called and the answer ends. The model learns of a failure
 * what a client would be told. The log has the tool's name and the code, not what was said.
 */
import { type ChatTool, defineChatTool } from '@genie-helper/chat';
import type { Static, TObject } from 'typebox';
import { AppError } from '../errors/app-error.ts';
import { errorTable } from '../http/errors.ts';
import type { ChatCaller } from '../services/chat/chat-caller.ts';
import { toChatFailure } from '../services/chat/chat-failure.ts';

/** What a tool is told of the answer that it's called in. */
export interface ToolContext {
  caller: ChatCaller;
  /** Breaks the answer off. */
  end(reason: AppError): void;
}

/**
 * Makes a tool that does one thing with the caller's rights.
 *
 * @param definition `execute` sees checked input only and may throw AppError
 */
export function callersTool<Input extends TObject>(
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
      if (await caller.isStillVouchedFor()) return true;
      end(new AppError('chat.signed_out'));
    } catch (error) {
      end(toChatFailure(error));
    }
    return false;
  }

  return defineChatTool({
    ...definition,
    async execute(input: Static<Input>, signal) {
      if (!(await isEntitled())) return { error: errorTable['chat.signed_out'].sentence };
      try {
        const result = await definition.execute(input, signal);
        caller.log.info({ tool: name }, 'chat tool called');
        return result;
      } catch (error) {
        const { code, internal } = toChatFailure(error);
        if (code === 'server.internal')
          caller.log.error({ tool: name, err: error }, 'chat tool failed');
        else caller.log.info({ tool: name, code, internal }, 'chat tool refused');
        return { error: errorTable[code].sentence };
      }
    },
  });
}
