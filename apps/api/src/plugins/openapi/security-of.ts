import type { GuardName } from '../../http/route-contract.ts';

/** The ways to prove who one is, as the document names them. */
export const securitySchemes = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    description:
      'An access token from POST /auth/login at Directus, or a static token of a user there.',
  },
  sharedSecret: {
    type: 'apiKey',
    in: 'header',
    name: 'X-RBAC-SYNC-SECRET',
    description:
      'The secret that the servers of this installation share. No token of a user opens these routes.',
  },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-genie_session',
    description:
      'The cookie of POST /api/session; without HTTPS its name is genie_session. Counts where there is no Authorization header. What changes something needs an Origin of this server.',
  },
} as const;

const user = [{ bearer: [] }, { session: [] }];

const security: Record<GuardName, { [scheme in keyof typeof securitySchemes]?: string[] }[]> = {
  public: [],
  user,
  admin: user,
  session: [{ session: [] }],
  internal: [{ sharedSecret: [] }],
  operator: [{}, { sharedSecret: [] }],
};

/** The `security` of an operation with that guard: any one of them will do. */
export function securityOf(guard: GuardName) {
  return security[guard];
}
