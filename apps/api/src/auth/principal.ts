import type { ClientRoute } from '@genie-helper/service-clients';
import Type, { type Static } from 'typebox';
import { exampleValues, orNull } from '../http/schemas.ts';
import type { SecretGeneration } from './shared-secret.ts';
import type { AuthenticatedUser } from './token-validator.ts';

/**
 * Who makes the request, as proven by its strategy. One variant a strategy, holding only what that strategy
 * proves; a handler takes it and reads no header.
 */
export type Principal = UserPrincipal | ServerPrincipal;

/** A person whom Directus vouches for, now. */
export interface UserPrincipal {
  kind: 'user';
  user: AuthenticatedUser;
  /**
   * Why the user may do nothing here that only administrators may, as on routes for them; undefined where it may.
   *
   * @throws AppError `directus.unavailable` where that takes a further question and no answer came in time
   */
  whyNoAdministrator(): Promise<NoAdministrator | undefined>;
  /**
   * Whether Directus vouches for the same token still, asked anew; for what takes longer than a request.
   *
   * @throws AppError `directus.unavailable` where no answer came in time: neither a pass nor a refusal
   */
  revalidate(): Promise<boolean>;
  /** Which login the token belongs to, as the token says, which was vouched for; a static token belongs to none. */
  sid(): string | undefined;
  /** The console's session behind the request; `null` where a token came in the header. */
  session: PrincipalSession | null;
}

/** It is none, or has no second factor where administrators need one. */
export type NoAdministrator = 'auth.admin_only' | 'auth.two_factor_required';

/** A person who came with the console's session. */
export type SessionPrincipal = UserPrincipal & { session: PrincipalSession };

/** What a route may know of a session and do with it. Its token isn't part of that. */
export interface PrincipalSession {
  expiresAt: Date;
  /** Ends it everywhere. @throws AppError `directus.unavailable`: then it lives on */
  end(): Promise<void>;
}

/** A server that holds the shared secret, or a secret of its own. */
export interface ServerPrincipal {
  kind: 'server';
  client: ClientIdentity;
  secretGeneration: SecretGeneration;
}

/** Which server, and what it may do; `null`: any. */
export interface ClientIdentity {
  name: string;
  routes: readonly ClientRoute[] | null;
  platforms: readonly string[] | null;
  owners: readonly string[] | null;
}

/** Whoever holds the shared secret. No service client can have its name. */
export const defaultClient: ClientIdentity = {
  name: 'default',
  routes: null,
  platforms: null,
  owners: null,
};

declare module 'fastify' {
  interface FastifyRequest {
    principal: Principal | null;
  }
}

/** Who the caller is, as Directus says now. */
export const currentUser = Type.Object(
  {
    id: Type.String(),
    email: Type.String(),
    firstName: orNull,
    role: { ...orNull, description: "The role's name." },
    isAdmin: Type.Boolean({ description: 'Whether Directus gives it admin access now.' }),
    subscriptionTier: orNull,
  },
  { title: 'User' },
);

/** A user for the reference. */
export const exampleUser: Static<typeof currentUser> = {
  id: exampleValues.userId,
  email: exampleValues.email,
  firstName: 'Dana',
  role: 'Pro',
  isAdmin: false,
  subscriptionTier: 'pro',
};

/** The user in the form of `currentUser`. @throws AppError `directus.unavailable` */
export async function toCurrentUser(user: AuthenticatedUser) {
  const { userId, email, firstName, role, subscriptionTier } = user;
  const isAdmin = await user.isAdmin();
  return { id: userId, email, firstName, role: role?.name ?? null, isAdmin, subscriptionTier };
}
