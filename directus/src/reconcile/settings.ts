import type { JsonObject } from '../../state/types.ts';
import type { ReconcileContext } from './context.ts';
import { differences } from './differences.ts';

/** Brings the project settings named in the state to their values. */
export async function reconcileSettings(
  { api, changed }: ReconcileContext,
  desired: JsonObject,
): Promise<void> {
  const patch = differences(desired, await api.read('/settings'));
  if (patch === undefined) return;
  await api.write('PATCH', '/settings', patch);
  for (const [name, value] of Object.entries(patch)) {
    changed(`Set the project setting ${name} to ${JSON.stringify(value)}.`);
  }
}
