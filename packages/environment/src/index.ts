export { introspectionSecretOf } from './introspection-secret.ts';
export { isLoopbackHost } from './loopback-host.ts';
export {
  type Environment,
  EnvironmentError,
  type EnvironmentProblem,
  inspectEnvironment,
  parseEnvironment,
} from './parse-environment.ts';
export { renderEnvExample } from './render-example.ts';
export { renderEnvironmentReference } from './render-files.ts';
export { renderNewEnvFile } from './render-new-env-file.ts';
export { describeVariables, secretNames, type VariableName } from './schema.ts';
export { withoutEmpty } from './without-empty.ts';
