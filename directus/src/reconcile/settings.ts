import type { JsonObject } from '../../state/types.ts';
import type { ReconcileContext } from './context.ts';
import { differences } from './differences.ts';

/** Brings the project settings named in the state to their values. */
export async function reconcileSettings(
  { api, change }: ReconcileContext,
  desired: JsonObject,
): Promise<void> {
  const patch = differences(desired, await api.read('/settings'));
  if (patch === undefined) return;
  for (const [name, value] of Object.entries(patch)) {
    await change({
      method: 'PATCH',
      path: '/settings',
      body: { [name]: value },
      found: `The project setting ${name} isn't ${JSON.stringify(value)}.`,
      done: `Set the project setting ${name} to ${JSON.stringify(value)}.`,
    });
  }
}
