import { desiredState } from '../state/index.ts';
import { type ApplyOptions, assertAdminToken } from './apply.ts';
import { createDirectusApi, type DirectusReader } from './reconcile/directus-api.ts';
import { type GuardReport, inspectGuards } from './reconcile/guards.ts';
import { reconcileState } from './reconcile/state.ts';

/**
 * Looks in what a running Directus differs from the desired state.
 *
 * Guarantees that nothing is changed: it goes the way of `applyDesiredState` with an API that can't write, and takes
 * down what would have been written. Doesn't look at the guards; that's `inspectDirectusGuards`.
 *
 * @returns a sentence for each difference, none where the next start would change nothing
 * @throws DirectusStateError like `applyDesiredState`
 */
export async function inspectDesiredState(
  options: Omit<ApplyOptions, 'onChange'>,
): Promise<{ differences: string[] }> {
  const differences: string[] = [];
  const api = readerOf(options);
  const change = async ({ found }: { found: string }) => void differences.push(found);
  await assertAdminToken(api);
  await reconcileState({ api, change }, options.state ?? desiredState);
  return { differences };
}

/**
 * Looks which of our extensions Directus runs without, and changes nothing.
 *
 * @throws DirectusStateError where Directus doesn't say
 */
export async function inspectDirectusGuards(
  options: Omit<ApplyOptions, 'onChange' | 'state'>,
): Promise<GuardReport> {
  return inspectGuards(readerOf(options));
}

function readerOf(options: ApplyOptions): DirectusReader {
  const { list, read } = createDirectusApi(options);
  return { list, read };
}
