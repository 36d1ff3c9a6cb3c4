export type { ModelMessage } from 'ai';
export { createIdleTimeout, type IdleTimeout } from './idle-timeout.ts';
export { ModelError } from './model-error.ts';
export {
  AnswerTooLargeError,
  boundedFetch,
  type ConnectedModel,
  connectModel,
  describeFailure,
  type ModelServer,
  statusOf,
} from './model-server.ts';
