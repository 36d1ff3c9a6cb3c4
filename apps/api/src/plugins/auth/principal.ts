import type { FastifyRequest } from 'fastify';
import type { VouchedUser } from '../../services/sessions/token-validator.ts';

/**
 * Who makes the request, as proven by its strategy. One variant a strategy, holding only what that strategy
 * proves; a handler takes it and reads no header.
 */
export type Principal = UserPrincipal;

/** A person whom Directus vouches for, now. */
export interface UserPrincipal {
  kind: 'user';
  user: VouchedUser;
}

declare module 'fastify' {
  interface FastifyRequest {
    principal: Principal | null;
  }
}

/**
 * The person behind a request to a route whose guard is `user`.
 *
 * @throws Error on a route of another guard, which is a mistake in the program
 */
export function userOf(request: FastifyRequest): UserPrincipal {
  if (request.principal?.kind !== 'user') throw new Error('this route has no user guard');
  return request.principal;
}
