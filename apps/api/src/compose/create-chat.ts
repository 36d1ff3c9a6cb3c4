import { createChatAssistant } from '@genie-helper/chat';
import { type ChatService, createChatService } from '../chat/chat-service.ts';
import { createChatHistory } from '../chat/chat-store.ts';
import { createAdminCall } from '../directus/admin-call.ts';
import type { DirectusClient } from '../directus/directus-client.ts';
import { type ChatToolDeps, createChatTools } from '../services/chat/tools/create-chat-tools.ts';
import { createChatProvider } from './create-models.ts';
import type { ServiceConfig } from './service-config.ts';

/** The chat, with the services that its tools use in the caller's name. */
export function createChat(
  client: DirectusClient,
  { captions, jobs, requireCredentials }: ChatToolDeps,
  config: ServiceConfig,
): ChatService {
  const { adminToken } = config.directus;
  const call = createAdminCall(client, adminToken, 'chat.admin_token_not_set');
  return createChatService({
    history: createChatHistory(call, () => new Date()),
    assistant: createChatAssistant({ provider: createChatProvider(config.captions) }),
    toolsOf: createChatTools({ captions, jobs, requireCredentials }),
  });
}
