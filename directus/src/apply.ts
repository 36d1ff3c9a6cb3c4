import { desiredState } from '../state/index.ts';
import type { DesiredState } from '../state/types.ts';
import { DirectusStateError } from './errors.ts';
import type { ReconcileContext } from './reconcile/context.ts';
import { createDirectusApi, type DirectusReader } from './reconcile/directus-api.ts';
import { assertGuards } from './reconcile/guards.ts';
import { reconcileState } from './reconcile/state.ts';

export interface ApplyOptions {
  url: string;
  adminToken: string;
  signal?: AbortSignal;
  /** Called after each change, with a sentence that says what it was. */
  onChange?: (change: string) => void;
  /** What must be so; the product's own state unless given. */
  state?: DesiredState;
}

/**
 * Brings a running Directus to the desired state. Idempotent: a second run finds nothing to change.
 *
 * Guarantees that policies and roles of ours, and the public, have the rights of the state and no
 * others, whatever was added since, and that Directus runs with our guards. Doesn't touch what the state doesn't name, never drops a column
 * or a collection, and doesn't look at policies that were given to single users.
 *
 * @throws DirectusStateError with a sentence for the operator; changes made before it stay, and the
 *   next run goes on from there.
 */
export async function applyDesiredState(options: ApplyOptions): Promise<{ changes: string[] }> {
  const state = options.state ?? desiredState;
  const changes: string[] = [];
  const api = createDirectusApi(options);
  const context: ReconcileContext = {
    api,
    async change({ method, path, body, done }) {
      await api.write(method, path, body);
      changes.push(done);
      options.onChange?.(done);
    },
  };
  await assertAdminToken(api);
  await assertGuards(context);
  await reconcileState(context, state);
  return { changes };
}

/** @throws DirectusStateError `directus.admin_token_refused` */
export async function assertAdminToken(api: DirectusReader): Promise<void> {
  const globals = await api.read('/policies/me/globals');
  if (globals.admin_access === true) return;
  throw new DirectusStateError(
    'directus.admin_token_refused',
    'The token in DIRECTUS_ADMIN_TOKEN belongs to a user without admin access.',
  );
}
