import type { User } from '@genie-helper/client';

/** Why nobody is signed in: nobody was, the session ended without this browser's doing, or somebody signed out. */
export type SignedOutReason = 'nobody' | 'ended' | 'signed-out';

/** Who uses the console, as far as is known. */
export type SessionState =
  | { status: 'loading' }
  /** The server couldn't say yet. */
  | { status: 'unreachable'; error: unknown }
  /** `isConfirmed`: false while the server can't be asked whether it is still so. */
  | { status: 'signed-in'; user: User; isConfirmed: boolean }
  | { status: 'signed-out'; reason: SignedOutReason };
