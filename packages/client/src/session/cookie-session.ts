import type { SignOutReason, SignOuts } from './sign-outs.ts';

/**
 * What is known of the login behind the cookie, which itself can't be seen: whether somebody was signed in when the API
 * last said so. Each login has a number, so that what is heard late of one says nothing about the next.
 */
export interface CookieLogin {
  /** The login that a request is sent with; hand it back with what comes of it. */
  number(): number;
  /** Whether somebody is signed in, as far as is known. */
  isKnown(): boolean;
  /** Whose login it is; undefined as long as the API wasn't asked. */
  userId(): string | undefined;
  /** This user has signed in. */
  begin(userId: string): void;
  /** The API has said whose the cookie is. Where that's somebody else by now, their login has begun. */
  recognize(number: number, userId: string): void;
  /** The API has taken the cookie. */
  confirm(number: number): void;
  /** It's over; listeners are told once, and not where nobody was known to be signed in. */
  end(number: number, reason: SignOutReason): void;
}

export function createCookieLogin(signOuts: Pick<SignOuts, 'tell'>): CookieLogin {
  let current = 0;
  let isKnown = false;
  let knownUserId: string | undefined;
  return {
    number: () => current,
    isKnown: () => isKnown,
    userId: () => knownUserId,
    begin(userId) {
      current += 1;
      isKnown = true;
      knownUserId = userId;
    },
    recognize(number, userId) {
      if (number !== current) return;
      if (knownUserId !== undefined && knownUserId !== userId) current += 1;
      isKnown = true;
      knownUserId = userId;
    },
    confirm(number) {
      if (number === current) isKnown = true;
    },
    end(number, reason) {
      if (number !== current) return;
      current += 1;
      if (isKnown) signOuts.tell(reason);
      isKnown = false;
      knownUserId = undefined;
    },
  };
}
