export {
  openClient,
  type ServiceClient,
  sealClient,
  secretGenerationOf,
  whyOver,
} from './client-record.ts';
export { type ClientRoute, type ClientScope, clientRoutes, scopeProblem } from './client-scope.ts';
export { clientIdOf, hashClientSecret, newClientId, newClientSecret } from './client-secret.ts';
export {
  type ClientChange,
  type ClientManager,
  createClientManager,
  type ListedClient,
  type MadeSecret,
  type NewClient,
  resealClients,
  ServiceClientError,
} from './manage-clients.ts';
export {
  type ClientSignature,
  coveredComponents,
  digestFits,
  hmacSha256,
  isTimely,
  readSignature,
  type SignedRequest,
  signatureBase,
  signatureLifeMs,
  signerOf,
} from './signed-request.ts';
