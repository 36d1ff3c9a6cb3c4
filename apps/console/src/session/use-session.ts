import { useSyncExternalStore } from 'react';
import { session } from './session.ts';
import type { SessionState } from './session-state.ts';

/** Who uses the console, as far as is known. Pages that are only for people signed in take `useUser`. */
export function useSession(): SessionState {
  return useSyncExternalStore(session.subscribe, session.state);
}
