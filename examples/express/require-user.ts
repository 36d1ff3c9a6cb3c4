/**
 * Lets a request in only if the API vouches for its token at this moment.
 *
 * Guarantees: fails closed. An outage of the API, a slow or an odd answer is 503, never a yes and never a 401, which
 * would make clients drop a good login. No answer is kept: a login that ends is refused by the next request.
 * Doesn't guarantee anything about a request that is under way when the login ends.
 */
import type { NextFunction, Request, RequestHandler, Response } from 'express';

/** Who makes the request, as the API says now. */
export interface User {
  id: string;
  email: string;
  role: string | null;
  isAdmin: boolean;
}

const timeoutMs = 5_000;

/** @param apiUrl the API, without `/api` */
export function requireUser(apiUrl: string): RequestHandler {
  return async (request: Request, response: Response, next: NextFunction) => {
    const { authorization } = request.headers;
    const answer: Answer =
      authorization === undefined
        ? { status: 401 }
        : await askApi(apiUrl, authorization).catch(() => ({ status: 503 }));
    if (answer.status === 200 && answer.user !== undefined) {
      response.locals.user = answer.user;
      next();
    } else if (answer.status === 401) {
      response.status(401).set('WWW-Authenticate', 'Bearer').json({ error: 'Log in first' });
    } else {
      const isBusy = answer.status === 429;
      response
        .status(isBusy ? 429 : 503)
        .set('Retry-After', answer.retryAfter ?? '2')
        .json({ error: isBusy ? 'Too many requests' : 'Try again shortly' });
    }
  };
}

/** The user that `requireUser` let in. */
export function userOf(response: Response): User {
  return response.locals.user;
}

interface Answer {
  status: number;
  /** Seconds. */
  retryAfter?: string | undefined;
  /** Only where the API vouches for somebody. */
  user?: User | undefined;
}

async function askApi(apiUrl: string, authorization: string): Promise<Answer> {
  const answer = await fetch(`${apiUrl}/api/me`, {
    headers: { authorization, accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  });
  const retryAfter = answer.headers.get('retry-after') ?? undefined;
  const body: unknown = await answer.json();
  return { status: answer.status, retryAfter, user: isAuthenticated(body) ? body.user : undefined };
}

/** A status alone proves nothing: some proxies answer 200 with a page of their own. */
function isAuthenticated(body: unknown): body is { ok: true; user: User } {
  const { ok, user } = (body ?? {}) as { ok?: unknown; user?: Partial<User> | null };
  return ok === true && typeof user?.id === 'string' && typeof user.isAdmin === 'boolean';
}
