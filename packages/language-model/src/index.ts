export type { ModelMessage } from 'ai';
export {
  AnswerTooLargeError,
  boundedFetch,
  type ConnectedModel,
  connectModel,
  describeFailure,
  type ModelServer,
  statusOf,
} from './model-server.ts';
