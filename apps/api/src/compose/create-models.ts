import {
  type CaptionWriter,
  createBuiltinProvider,
  createCaptionWriter,
  createOpenAiCompatibleProvider,
} from '@genie-helper/captions';
import {
  type ChatProvider,
  createBuiltinChat,
  createOpenAiCompatibleChat,
} from '@genie-helper/chat';
import type { ServiceConfig } from './service-config.ts';

type ModelConfig = ServiceConfig['captions'];

/** Writes captions through the model, or without one. */
export function createWriter({ model, timeoutMs }: ModelConfig): CaptionWriter {
  const provider =
    model === undefined
      ? createBuiltinProvider()
      : createOpenAiCompatibleProvider(toModelServer(model, timeoutMs));
  return createCaptionWriter({ provider, timeoutMs });
}

/** Answers in the chat through the model, or without one. */
export function createChatProvider({ model, timeoutMs }: ModelConfig): ChatProvider {
  if (model === undefined) return createBuiltinChat();
  return createOpenAiCompatibleChat(toModelServer(model, timeoutMs));
}

function toModelServer(
  { baseUrl, name, apiKey }: NonNullable<ModelConfig['model']>,
  timeoutMs: number,
) {
  return { baseUrl, model: name, timeoutMs, ...(apiKey === undefined ? {} : { apiKey }) };
}
