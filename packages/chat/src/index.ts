export { type ChatAssistant, createChatAssistant } from './chat-assistant.ts';
export { type ChatTool, defineChatTool, type ToolRefusal } from './chat-tool.ts';
export { createBuiltinChat } from './providers/builtin.ts';
export type { ChatCall, ChatProvider } from './providers/chat-provider.ts';
export {
  ChatError,
  type ChatErrorCode,
  type ChatMessage,
  chatErrors,
  takingTurns,
} from './providers/chat-provider.ts';
export type { OpenAiCompatibleChatConfig } from './providers/openai-compatible.ts';
export { createOpenAiCompatibleChat } from './providers/openai-compatible.ts';
export { isMessageRefused } from './screening.ts';
