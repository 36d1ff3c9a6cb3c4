/** What writes captions and answers in the chat, by CAPTION_PROVIDER: the built-in ones, or a model's server. */
import {
  type CaptionWriter,
  createBuiltinProvider,
  createCaptionWriter,
  type createModelPause,
  createOpenAiCompatibleProvider,
} from '@genie-helper/captions';
import {
  type ChatProvider,
  createBuiltinChat,
  createOpenAiCompatibleChat,
} from '@genie-helper/chat';
import type { ApiConfig } from './config/api-config.ts';

type ModelConfig = ApiConfig['captions'];
export type ModelPause = ReturnType<typeof createModelPause>;

/** Writes captions through the model, or without one. */
export function createWriter({ model, timeoutMs }: ModelConfig, pause: ModelPause): CaptionWriter {
  const provider =
    model === undefined
      ? createBuiltinProvider()
      : createOpenAiCompatibleProvider({ ...toModelServer(model, timeoutMs), pause });
  return createCaptionWriter({ provider, timeoutMs });
}

/** Answers in the chat through the model, or without one. */
export function createChatProvider(
  { model, timeoutMs }: ModelConfig,
  pause: ModelPause,
): ChatProvider {
  if (model === undefined) return createBuiltinChat();
  return createOpenAiCompatibleChat({ ...toModelServer(model, timeoutMs), pause });
}

function toModelServer(
  { baseUrl, name, apiKey }: NonNullable<ModelConfig['model']>,
  timeoutMs: number,
) {
  return { baseUrl, model: name, timeoutMs, ...(apiKey === undefined ? {} : { apiKey }) };
}
