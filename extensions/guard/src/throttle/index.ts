/**
 * The login throttle: limits how often passwords, codes of a second factor and share passwords can be guessed.
 *
 * Guarantees: from one client address, at most `LOGIN_LIMIT_ACCOUNT_FAILURES` (10) failures for one
 * account and `LOGIN_LIMIT_ADDRESS_FAILURES` (60) over all accounts in any
 * `LOGIN_LIMIT_WINDOW_SECONDS` (60), through REST and GraphQL together, in parallel or not. Beyond
 * it: 429 with `Retry-After`, for accounts that exist and accounts that don't alike. Successes have limits of their own,
 * `LOGIN_LIMIT_ACCOUNT_SUCCESSES` (30) and `LOGIN_LIMIT_ADDRESS_SUCCESSES` (240), since each costs a hash and a session.
 * Every count belongs to an address, so nobody stops anyone elsewhere. The log says which limit it was.
 * `LOGIN_LIMIT_MAX_TRACKED` (20,000) bounds the memory.
 *
 * Doesn't guarantee: a limit against an attacker with many addresses; one count over several
 * Directus processes, each counts for itself. Whose address it is: `client-address.ts`.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { GuardMetrics } from '../metrics/index.ts';
import {
  type Accountability,
  type HookContext,
  type HookRegistration,
  isFirstTime,
  methodOf,
  type Services,
} from '../shared/directus.ts';
import { createLimitedLog } from '../shared/limited-log.ts';
import type { GuardSettings } from '../shared/settings.ts';
import { createTrustedClient, currentRequest, rememberRequest } from './client-address.ts';
import {
  createLoginThrottle,
  type LoginThrottle,
  type Outcome,
  type ThrottleRefusal,
  tooManyAttempts,
} from './login-throttle.ts';
import { type Ending, type ThrottledMethod, throttledMethods } from './throttled-methods.ts';

/** Methods are looked up by name, so every one is taken as a function of anything. */
type ServiceMethod = (
  this: { accountability?: Accountability | null },
  ...args: unknown[]
) => Promise<unknown>;

/** @throws Error if a method isn't there: this Directus isn't the one that the list was made for */
export function registerThrottle(
  { init }: HookRegistration,
  { services, logger }: Pick<HookContext, 'services' | 'logger'>,
  { loginLimits, sharedSecrets }: Pick<GuardSettings, 'loginLimits' | 'sharedSecrets'>,
  metrics: Pick<GuardMetrics, 'throttled' | 'signInEnded'>,
): void {
  const { windowMs } = loginLimits;
  const tell = createLimitedLog((line) => logger.warn(line), { windowMs });
  const onRefusal = ({ reason, limit }: ThrottleRefusal) => {
    metrics.throttled(reason);
    tell(`A sign-in or another use of a password was refused: ${reason}, limit ${limit}.`);
  };
  const onEnd = ({ service, name }: ThrottledMethod, outcome: Outcome) => {
    if (service === 'AuthenticationService' && name === 'login') metrics.signInEnded(outcome);
  };
  const throttle = createLoginThrottle(loginLimits);
  for (const method of throttledMethods) wrap(services, method, throttle, { onRefusal, onEnd });
  init('routes.before', ({ app }) => {
    app.use(rememberRequest(createTrustedClient(sharedSecrets)));
  });
}

interface Listeners {
  onRefusal(refusal: ThrottleRefusal): void;
  onEnd(method: ThrottledMethod, outcome: Outcome): void;
}

const insideThrottledCall = new AsyncLocalStorage<true>();

function wrap(
  services: Services,
  method: ThrottledMethod,
  throttle: LoginThrottle,
  { onRefusal, onEnd }: Listeners,
) {
  const service = services[method.service];
  const original = methodOf<ServiceMethod>(service, method.service, method.name);
  if (!isFirstTime(service, Symbol.for(`genie-helper.throttle.${method.name}`))) return;

  async function throttled(this: ThisParameterType<ServiceMethod>, ...args: unknown[]) {
    // A login checks the code of the second factor through another throttled method: one attempt.
    if (insideThrottledCall.getStore()) return original.apply(this, args);
    const http = currentRequest();
    const address = http?.address ?? this.accountability?.ip;
    const admission = await throttle.admit(address, method.account(args));
    if ('retryAfterMs' in admission) {
      onRefusal(admission);
      throw tooManyAttempts(admission, admission.limit, http?.response);
    }
    const ending = await settle(() =>
      insideThrottledCall.run(true, () => original.apply(this, args)),
    );
    const outcome = method.outcome(ending, args);
    admission.end(outcome);
    onEnd(method, outcome);
    if ('error' in ending) throw ending.error;
    return ending.value;
  }
  Reflect.set(service.prototype, method.name, throttled);
}

async function settle(call: () => Promise<unknown>): Promise<Ending> {
  try {
    return { value: await call() };
  } catch (error) {
    return { error };
  }
}
