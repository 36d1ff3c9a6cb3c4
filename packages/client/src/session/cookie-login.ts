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
  /** Somebody has signed in. */
  begin(): void;
  /** The API has taken the cookie. */
  confirm(number: number): void;
  /** It's over; listeners are told once, and not where nobody was known to be signed in. */
  end(number: number, reason: SignOutReason): void;
}

export function createCookieLogin(signOuts: Pick<SignOuts, 'tell'>): CookieLogin {
  let current = 0;
  let isKnown = false;
  return {
    number: () => current,
    isKnown: () => isKnown,
    begin() {
      current += 1;
      isKnown = true;
    },
    confirm(number) {
      if (number === current) isKnown = true;
    },
    end(number, reason) {
      if (number !== current) return;
      current += 1;
      if (isKnown) signOuts.tell(reason);
      isKnown = false;
    },
  };
}
