import type { Gate } from './gate.ts';
import { currentRequest, type HttpRequest, type HttpResponse } from './request-context.ts';
import { tooManyAttempts } from './too-many-attempts.ts';

/**
 * Express middleware that answers 429 to a password reset request beyond the limit. Directus's own
 * route swallows the error of the guarded method and answers 204, so it must be said before it. Over
 * GraphQL the answer stays `true`, and no mail is sent.
 */
export function refuseResetRequests(gate: Gate, limit: number) {
  return (request: HttpRequest, response: HttpResponse, next: (error?: unknown) => void): void => {
    const email = emailOf(request.body);
    const refusal =
      email === undefined ? undefined : gate.refusal(currentRequest()?.address, email);
    next(refusal === undefined ? undefined : tooManyAttempts(refusal, limit, response));
  };
}

function emailOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('email' in body)) return undefined;
  return typeof body.email === 'string' ? body.email : undefined;
}
