import type { ChatTool } from '@genie-helper/chat';
import type { CaptionService } from '../../../captions/write-caption.ts';
import { callersTool, type ToolContext } from '../../../chat/chat-tools.ts';
import { captionRequest, toCaptionRequest } from '../../../schemas/caption-request.ts';

/** `generate_caption`: one caption that keeps its platform's rules, as `POST /api/captions/generate` writes it. */
export function generateCaptionTool(
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
