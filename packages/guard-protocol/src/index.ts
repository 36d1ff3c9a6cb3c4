export {
  type IntrospectionEntry,
  introspectionLimits,
  introspectionPath,
  refreshGraceMs,
  type TokenIdentity,
} from './introspection.ts';
