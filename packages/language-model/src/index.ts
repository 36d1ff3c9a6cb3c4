export type { ModelMessage } from 'ai';
export type { AnswerEnd } from './answer-end.ts';
export { answerEndOf } from './answer-end.ts';
export { createIdleTimeout, type IdleTimeout } from './idle-timeout.ts';
export { ModelError } from './model-error.ts';
export { createMarkupFilter, type MarkupFilter, withoutMarkup } from './model-markup.ts';
export { createModelPause, type ModelPause } from './model-pause.ts';
export {
  AnswerTooLargeError,
  boundedFetch,
  busyOf,
  type ConnectedModel,
  connectModel,
  describeFailure,
  type ModelServer,
  statusOf,
} from './model-server.ts';
