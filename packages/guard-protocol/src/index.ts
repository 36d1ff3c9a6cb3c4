export { namesOtherCharset } from './charset.ts';
export {
  type IntrospectionEntry,
  type IntrospectionRequest,
  introspectionLimits,
  introspectionPath,
  type RefusedToken,
  refreshGraceMs,
  type TokenIdentity,
} from './introspection.ts';
export { normalizePassword } from './passwords.ts';
export { isTokenRefusal, type TokenRefusal, tokenRefusals } from './token-refusals.ts';
