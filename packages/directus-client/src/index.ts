export {
  createDirectusClient,
  type DirectusCall,
  type DirectusClient,
  type DirectusClientOptions,
  failureCodeOf,
} from './directus-client.ts';
export {
  type DirectusAnswer,
  DirectusError,
  type DirectusErrorCode,
  describeRefusal,
  isRecord,
  isUuid,
  type Refusal,
} from './directus-response.ts';
export { createUpstreams, type UpstreamChange, type Upstreams } from './upstreams.ts';
