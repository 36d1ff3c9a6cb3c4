/** What tabs tell each other of the session they share. No token: no tab has one. */
export type SessionMessage =
  | { kind: 'signed-in'; userId: string }
  | { kind: 'signed-out' }
  | { kind: 'ended' }
  | { kind: 'renewed'; userId: string; expiresAt: string };

/** A line to the other tabs of this browser. */
export interface SessionChannel {
  tell(message: SessionMessage): void;
  listen(listener: (message: SessionMessage) => void): void;
}

export function openSessionChannel(): SessionChannel {
  const channel = new BroadcastChannel('genie-session');
  return {
    tell: (message) => channel.postMessage(message),
    listen(listener) {
      channel.addEventListener('message', (event: MessageEvent<SessionMessage>) =>
        listener(event.data),
      );
    },
  };
}
