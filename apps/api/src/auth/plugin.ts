import fp from 'fastify-plugin';
import { feature } from '../http/operation.ts';
import { type GuardDeps, requireAuth } from './guards.ts';
import { endSession, getSession, signIn } from './session-operations.ts';
import type { SessionService } from './session-service.ts';
import type { StaleSessions } from './stale-sessions.ts';

/** What guards and sessions work with. */
export interface Auth extends GuardDeps {
  sessions: SessionService;
  staleSessions: StaleSessions;
}

const sessions = feature<Auth>([signIn, getSession, endSession]);

/** Guards every route of the app that is registered after it, and adds the console's sessions. */
export const auth = fp<Auth>(
  async (app, deps) => {
    await app.register(requireAuth, deps);
    await app.register(sessions(deps));
  },
  { name: 'auth', dependencies: ['http'] },
);
