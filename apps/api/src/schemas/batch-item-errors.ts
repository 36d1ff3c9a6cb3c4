import type { ErrorCode } from '../http/errors.ts';

/** Codes of items without a caption, in the result of a batch. The batch itself is answered with 200. */
export const batchItemErrors = [
  'captions.topic_refused',
  'captions.model_failed',
  'captions.model_timeout',
  'queue.interrupted',
  'queue.result_too_large',
  'server.internal',
] as const satisfies ErrorCode[];
