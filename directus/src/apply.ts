import { desiredState } from '../state/index.ts';
import type { DesiredState, JsonObject } from '../state/types.ts';
import { DirectusStateError } from './errors.ts';
import { differences, type ReconcileContext } from './reconcile/context.ts';
import { createDirectusApi, type DirectusReader } from './reconcile/directus-api.ts';
import { assertGuards, type GuardReport, inspectGuards } from './reconcile/guards.ts';
import { reconcilePolicies } from './reconcile/policies.ts';
import {
  assertAdministratorRole,
  reconcilePublicAccess,
  reconcileRoles,
} from './reconcile/roles.ts';
import {
  reconcileCollections,
  reconcileFields,
  reconcileManyToAny,
  reconcileRelations,
} from './reconcile/schema.ts';

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
 * @returns what was done, and what was left out because the licence of this Directus doesn't allow it
 * @throws DirectusStateError with a sentence for the operator; changes made before it stay, and the
 *   next run goes on from there.
 */
export async function applyDesiredState(
  options: ApplyOptions,
): Promise<{ changes: string[]; leftOut: string[] }> {
  const state = options.state ?? desiredState;
  const changes: string[] = [];
  const leftOut: string[] = [];
  const api = createDirectusApi(options);
  const context: ReconcileContext = {
    api,
    async change({ method, path, body, done }) {
      await api.write(method, path, body);
      changes.push(done);
      options.onChange?.(done);
    },
    leaveOut: (what) => void leftOut.push(what),
  };
  await assertAdminToken(api);
  await assertGuards(context);
  await reconcileState(context, state);
  return { changes, leftOut };
}

/** @throws DirectusStateError `directus.admin_token_refused` */
async function assertAdminToken(api: DirectusReader): Promise<void> {
  const globals = await api.read('/policies/me/globals');
  if (globals.admin_access === true) return;
  throw new DirectusStateError(
    'directus.admin_token_refused',
    'The token in DIRECTUS_ADMIN_TOKEN belongs to a user without admin access.',
  );
}

/**
 * Looks in what a running Directus differs from the desired state.
 *
 * Guarantees that nothing is changed: it goes the way of `applyDesiredState` with an API that can't write, and takes
 * down what would have been written. Doesn't look at the guards; that's `inspectDirectusGuards`.
 *
 * @returns a sentence for each difference, none where the next start would change nothing; and what the licence of this
 *   Directus leaves out, each as a policy and what it would allow
 * @throws DirectusStateError like `applyDesiredState`
 */
export async function inspectDesiredState(
  options: Omit<ApplyOptions, 'onChange'>,
): Promise<{ differences: string[]; leftOut: string[] }> {
  const differences: string[] = [];
  const leftOut: string[] = [];
  const api = readerOf(options);
  const change = async ({ found }: { found: string }) => void differences.push(found);
  await assertAdminToken(api);
  const leaveOut = (what: string) => void leftOut.push(what);
  await reconcileState({ api, change, leaveOut }, options.state ?? desiredState);
  return { differences, leftOut };
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

/**
 * Goes through the desired state, each part after what it refers to.
 *
 * @throws DirectusStateError `directus.state_conflict` for what only a person can fix
 */
async function reconcileState(context: ReconcileContext, state: DesiredState): Promise<void> {
  await assertAdministratorRole(context);
  await reconcileSettings(context, state.settings);
  await reconcileCollections(context, state.collections);
  for (const { collection, field } of state.extensionFields) {
    await reconcileFields(context, collection, [field]);
  }
  await reconcileRelations(context, state.relations);
  await reconcileManyToAny(context, state.manyToAnyRelations);
  await reconcilePolicies(context, state.policies);
  await reconcileRoles(context, state.roles);
  await reconcilePublicAccess(context, state.publicPolicyIds);
}

/** Brings the project settings named in the state to their values. */
async function reconcileSettings(
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
