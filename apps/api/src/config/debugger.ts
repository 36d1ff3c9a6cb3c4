import { url } from 'node:inspector';
import { processEnvironment } from './process-environment.ts';

/**
 * Why this process must not start: a debugger can attach to it (`--inspect`), who would read every secret in it. Where
 * `NODE_ENV` is `development` that's what somebody wants.
 *
 * @returns a sentence for people; undefined where nothing is wrong
 */
export function debuggerProblem(): string | undefined {
  if (url() === undefined || processEnvironment().NODE_ENV === 'development') return undefined;
  return 'A debugger can attach to this process, and whoever does can read every secret in it. Start it without --inspect (also in NODE_OPTIONS), or with NODE_ENV=development.';
}
