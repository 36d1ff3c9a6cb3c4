export { type ChatAssistant, createChatAssistant } from './chat-assistant.ts';
export { ChatError, type ChatErrorCode, chatErrors } from './chat-error.ts';
export { type ChatMessage, takingTurns } from './chat-message.ts';
export { type ChatTool, defineChatTool, type ToolRefusal } from './chat-tool.ts';
export { createBuiltinChat } from './providers/builtin.ts';
export type { ChatCall, ChatProvider } from './providers/chat-provider.ts';
export type { OpenAiCompatibleChatConfig } from './providers/openai-compatible/config.ts';
export { createOpenAiCompatibleChat } from './providers/openai-compatible.ts';
export { isMessageRefused } from './screening/message-refusal.ts';
