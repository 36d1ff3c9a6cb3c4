export { type ApplyOptions, applyDesiredState } from './apply.ts';
export { bootstrapDirectus } from './bootstrap.ts';
export { surroundingNames } from './config/inherited-variables.ts';
export { directusEnvironment } from './environment.ts';
export { DirectusStartError, DirectusStateError } from './errors.ts';
export { inspectDesiredState, inspectDirectusGuards } from './inspect.ts';
export type { GuardReport } from './reconcile/guards.ts';
export type { DirectusDatabase, DirectusSettings } from './settings.ts';
export { type DirectusProcess, type StartOptions, startDirectus } from './start.ts';
