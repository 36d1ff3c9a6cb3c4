/**
 * The account flows of Directus itself: resets, registrations, invitations and second factors.
 *
 * Guarantees: the methods that REST and GraphQL end in do nothing unless an administrator's request asks, whichever
 * route, spelling or protocol led there; what comes from no HTTP request is refused as well, and a second factor with a
 * secret of the client's choice is nobody's. Directus doesn't start where
 * that doesn't hold. Why they aren't used: `docs/reference/behaviour.md`.
 *
 * Doesn't touch `/users/:id/tfa/disable`, which asks for an administrator itself and ends in the same method.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { isDirectusError } from '@directus/errors';
import {
  type DirectusRequest,
  type HookContext,
  isFirstTime,
  methodOf,
  type Next,
  type Services,
} from '../shared/directus.ts';
import { type EndpointRefusal, refusalOf } from './endpoints.ts';

interface ClosedMethod {
  service: 'UsersService' | 'TFAService';
  name: string;
  reason: EndpointRefusal;
  /** Closed to administrators as well. */
  isForNobody?: true;
}

const closedMethods: readonly ClosedMethod[] = [
  { service: 'UsersService', name: 'requestPasswordReset', reason: 'password_reset' },
  { service: 'UsersService', name: 'resetPassword', reason: 'password_reset' },
  { service: 'UsersService', name: 'registerUser', reason: 'registration' },
  { service: 'UsersService', name: 'verifyRegistration', reason: 'registration' },
  { service: 'UsersService', name: 'inviteUser', reason: 'invitation' },
  { service: 'UsersService', name: 'acceptInvite', reason: 'invitation' },
  { service: 'TFAService', name: 'generateTFA', reason: 'second_factor' },
  { service: 'TFAService', name: 'enableTFA', reason: 'second_factor', isForNobody: true },
  { service: 'TFAService', name: 'disableTFA', reason: 'second_factor' },
];

type Asking = Pick<DirectusRequest, 'id' | 'accountability'>;
type Method = (this: unknown, ...args: unknown[]) => Promise<unknown>;

const asking = new AsyncLocalStorage<Asking>();

/** Express middleware: Directus gives some of these methods nobody's rights, whoever asks. */
export function rememberWhoAsks(request: Asking, _response: unknown, next: Next): void {
  asking.run(request, next);
}

/**
 * @param onRefusal is told of each
 * @throws Error if a method isn't there: this Directus isn't one that the guard was made for
 */
export function closeAccountFlows(
  services: Services,
  onRefusal: (reason: EndpointRefusal, request: Asking | undefined) => void,
): void {
  for (const { service, name, reason, isForNobody = false } of closedMethods) {
    const original = methodOf<Method>(services[service], service, name);
    if (!isFirstTime(services[service], Symbol.for(`genie-helper.closed.${name}`))) continue;
    async function closed(this: unknown, ...args: unknown[]) {
      const request = asking.getStore();
      const isFor = !isForNobody && request?.accountability?.admin === true;
      if (isFor) return await original.apply(this, args);
      onRefusal(reason, request);
      throw refusalOf(reason);
    }
    Reflect.set(services[service].prototype, name, closed);
  }
}

/** @throws Error that names the first method that somebody who is nobody could call */
export async function proveAccountFlowsClosed({
  services,
}: Pick<HookContext, 'services'>): Promise<void> {
  for (const { service, name } of closedMethods) {
    const { prototype } = services[service];
    const call = methodOf<Method>(services[service], service, name);
    // An instance without a database: what isn't refused before it is asked fails otherwise.
    const ending = await call.call(Object.create(prototype)).catch((error: unknown) => error);
    if (isDirectusError(ending, 'FORBIDDEN')) continue;
    throw new Error(`it doesn't hold in this Directus that ${service}.${name} is closed.`);
  }
}
