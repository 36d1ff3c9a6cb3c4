export type { ModelMessage } from 'ai';
export { AnswerTooLargeError, boundedFetch } from './bounded-fetch.ts';
export { describeFailure, statusOf } from './describe-failure.ts';
export { type ConnectedModel, connectModel, type ModelServer } from './model-server.ts';
