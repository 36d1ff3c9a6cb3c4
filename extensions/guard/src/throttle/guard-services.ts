import { AsyncLocalStorage } from 'node:async_hooks';
import type { ServiceMethod, Services } from './directus-types.ts';
import type { Gate } from './gate.ts';
import { type Ending, type GuardedMethod, guardedMethods } from './guarded-methods.ts';
import { currentRequest } from './request-context.ts';
import { tooManyAttempts } from './too-many-attempts.ts';

const installed = Symbol.for('genie-helper.login-limit');
const insideGuardedCall = new AsyncLocalStorage<true>();

/**
 * Puts a gate before each method behind which something can be guessed. Doing it again does nothing,
 * since Directus registers its extensions anew whenever one is installed or removed.
 *
 * @throws Error if a method isn't there: this Directus isn't the one that the list was made for.
 */
export function guardServices(
  services: Services,
  gates: Readonly<Record<GuardedMethod['gate'], Gate>>,
  limit: number,
): void {
  for (const guarded of guardedMethods) {
    const { prototype } = services[guarded.service];
    const marks: Set<string> = Reflect.get(prototype, installed) ?? new Set();
    if (marks.has(guarded.method)) continue;
    const original: unknown = Reflect.get(prototype, guarded.method);
    if (!isMethod(original)) {
      throw new Error(`Directus has no ${guarded.service}.${guarded.method} to limit.`);
    }
    Reflect.set(prototype, guarded.method, guard(original, guarded, gates[guarded.gate], limit));
    Reflect.set(prototype, installed, marks.add(guarded.method));
  }
}

function guard(
  original: ServiceMethod,
  guarded: GuardedMethod,
  gate: Gate,
  limit: number,
): ServiceMethod {
  return async function limited(...args) {
    // A login checks the code of the second factor through another guarded method: one attempt.
    if (insideGuardedCall.getStore()) return original.apply(this, args);
    const http = currentRequest();
    const address = http?.address ?? this.accountability?.ip;
    const admission = await gate.admit(address, guarded.account(args));
    if ('retryAfterMs' in admission) throw tooManyAttempts(admission, limit, http?.response);
    const ending = await settle(() =>
      insideGuardedCall.run(true, () => original.apply(this, args)),
    );
    admission.end(guarded.outcome(ending, args));
    if ('error' in ending) throw ending.error;
    return ending.value;
  };
}

async function settle(call: () => Promise<unknown>): Promise<Ending> {
  try {
    return { value: await call() };
  } catch (error) {
    return { error };
  }
}

function isMethod(value: unknown): value is ServiceMethod {
  return typeof value === 'function';
}
