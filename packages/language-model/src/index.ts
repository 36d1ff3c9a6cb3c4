export type { ModelMessage } from 'ai';
export { createIdleTimeout, type IdleTimeout } from './idle-timeout.ts';
export { ModelError } from './model-error.ts';
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
