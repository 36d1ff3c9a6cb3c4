export { type HttpsFiles, type HttpsProblem, readHttpsFiles } from './https-files.ts';
export { introspectionSecretOf, readIntrospectionSecret } from './introspection-secret.ts';
export { isLoopbackHost } from './loopback.ts';
export { type Mailbox, parseMailFrom, parseSmtpUrl, type SmtpServer } from './mail-settings.ts';
export {
  type Environment,
  EnvironmentError,
  type EnvironmentProblem,
  inspectEnvironment,
  parseEnvironment,
  withoutEmpty,
} from './parse-environment.ts';
export { renderEnvExample, renderEnvironmentReference, renderNewEnvFile } from './render-files.ts';
export { describeVariables, secretNames, type VariableName } from './schema.ts';
export { trustAuthorities } from './trust-authorities.ts';
