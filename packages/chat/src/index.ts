export { type ChatAssistant, createChatAssistant } from './chat-assistant.ts';
export { type ChatTool, defineChatTool, type ToolRefusal } from './chat-tool.ts';
export { createBuiltinChat } from './providers/builtin.ts';
export {
  type ChatCall,
  ChatError,
  type ChatErrorCode,
  type ChatMessage,
  type ChatProvider,
  chatErrors,
  takingTurns,
} from './providers/chat-provider.ts';
export { createOpenAiCompatibleChat } from './providers/openai-compatible.ts';
export { isMessageRefused } from './screening.ts';
