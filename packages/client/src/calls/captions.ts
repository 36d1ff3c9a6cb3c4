import type { Caption, CaptionRequest } from '../api-types.ts';
import { type ApiCall, type CallOptions, resultOf } from './api-call.ts';

export interface CaptionCalls {
  /** Has one caption written. `timeoutMs` is 90,000 where left out: a model takes its time. */
  generate(request?: CaptionRequest, options?: CallOptions): Promise<Caption>;
  /** Has 1 to 100 captions written by a job; see `jobs`. */
  batch(items: CaptionRequest[], options?: CallOptions): Promise<{ jobId: string }>;
}

/** Longer than the API gives its model. */
const modelTimeoutMs = 90_000;

export function captionCalls(call: ApiCall): CaptionCalls {
  return {
    generate: async (body = {}, options = {}) =>
      resultOf(
        await call(
          'post',
          '/api/captions/generate',
          { body },
          { ...options, timeoutMs: options.timeoutMs ?? modelTimeoutMs },
        ),
      ),
    batch: async (items, options) =>
      resultOf(await call('post', '/api/captions/batch', { body: { items } }, options)),
  };
}
