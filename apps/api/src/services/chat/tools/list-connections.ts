import type { ChatTool } from '@genie-helper/chat';
import Type from 'typebox';
import { callersTool, type ToolContext } from '../../../chat/chat-tools.ts';
import type { RequireCredentials } from '../../credentials/credential-service.ts';
import { toListedConnection } from '../../credentials/listed-connection.ts';

const shownConnections = 50;

/** `list_connections`: the caller's own connections, as `GET /api/credentials` gives them, with nothing secret. */
export function listConnectionsTool(
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
