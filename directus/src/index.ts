export {
  type ApplyOptions,
  applyDesiredState,
  inspectDesiredState,
  inspectDirectusGuards,
} from './apply.ts';
export { type ChildExit, describeExit, stopChild } from './child.ts';
export type { DirectusDatabase, DirectusSettings } from './environment.ts';
export { directusEnvironment, pickVariables, surroundingNames } from './environment.ts';
export { DirectusStartError, DirectusStateError } from './errors.ts';
export { makeFolder, whyNoFileIn } from './folders.ts';
export { type DatabaseReport, inspectDatabase } from './inspect-database.ts';
export {
  type BrokenPackage,
  explainBrokenPackages,
  findBrokenPackages,
} from './native-packages.ts';
export { createProcessOutput, type ProcessOutput, withoutLabel } from './process-output.ts';
export type { GuardReport } from './reconcile/guards.ts';
export {
  type DirectusRelease,
  installCommandOf,
  versionOfDirectus,
} from './release.ts';
export {
  bootstrapDirectus,
  type DirectusProcess,
  type StartOptions,
  startDirectus,
} from './start.ts';
