import { accept, createApiCall, isSessionRefusal, type OpenRequest } from '../calls/api-call.ts';
import { GenieSignedOutError } from '../errors.ts';
import type { ApiRequest, SendRequest } from '../http/send-request.ts';
import type { Clock } from '../http/time.ts';
import type { SignOutReason, SignOuts } from './sign-outs.ts';

/**
 * What is known of the session behind the cookie, which itself can't be seen: whether somebody was signed in when the API
 * last said so. Each session has a number, so that what is heard late of one says nothing about the next.
 */
export type KnownSession = ReturnType<typeof createCookieSession>;

export function createCookieSession(signOuts: Pick<SignOuts, 'tell'>) {
  let current = 0;
  let isKnown = false;
  let knownUserId: string | undefined;
  return {
    /** The session that a request is sent with; say it with what comes of the request. */
    number: () => current,
    /** Whether somebody is signed in, as far as is known. */
    isKnown: () => isKnown,
    /** Whose session it is; undefined as long as the API wasn't asked. */
    userId: () => knownUserId,
    /** This user has signed in. */
    begin(userId: string): void {
      current += 1;
      isKnown = true;
      knownUserId = userId;
    },
    /** The API has said whose the cookie is. Where that's somebody else by now, their session has begun. */
    recognize(number: number, userId: string): void {
      if (number !== current) return;
      if (knownUserId !== undefined && knownUserId !== userId) current += 1;
      isKnown = true;
      knownUserId = userId;
    },
    /** The API has taken the cookie. */
    confirm(number: number): void {
      if (number === current) isKnown = true;
    },
    /** It's over; listeners are told once, and not where nobody was known to be signed in. */
    end(number: number, reason: SignOutReason): void {
      if (number !== current) return;
      current += 1;
      if (isKnown) signOuts.tell(reason);
      isKnown = false;
      knownUserId = undefined;
    },
  };
}

/** Time for the answer that brings the next cookie. */
const pauseMs = 250;

/**
 * Sends requests with the cookie of the page's server. A refusal is asked about once more while somebody is known to be
 * signed in: the cookie may just have been replaced by the answer to another request, and the browser has the new one
 * then. The API refuses before it reads a body, so nothing was done. The new cookie may be that of somebody who has
 * signed in in another tab, so the API is first asked whose it is: only the same user's requests are sent again.
 */
export function openWithCookie(deps: {
  session: KnownSession;
  send: SendRequest;
  clock: Clock;
}): OpenRequest {
  const { session, send, clock } = deps;

  /** Sends it with the cookie that is there now. @returns undefined where the API takes that for nobody's */
  async function trySending(request: ApiRequest, number: number, signal: AbortSignal) {
    try {
      const response = await send(request, accept, signal);
      session.confirm(number);
      return response;
    } catch (error) {
      if (!isSessionRefusal(error)) throw error;
      return undefined;
    }
  }

  function end(number: number): never {
    session.end(number, 'ended');
    throw new GenieSignedOutError();
  }

  /** @throws GenieSignedOutError where nobody is signed in any more, or not who has made the request */
  async function recognize(number: number, request: ApiRequest, signal: AbortSignal) {
    const openOnce: OpenRequest = async (question, questionSignal) =>
      (await trySending(question, number, questionSignal)) ?? end(number);
    const askedFor = session.userId();
    const { user } = await createApiCall(openOnce)('get', '/api/session', {}, { signal });
    session.recognize(number, user.id);
    // Where the page never knew who is signed in, reading is in nobody's name.
    const isSame = askedFor === undefined ? request.method === 'GET' : askedFor === user.id;
    if (!isSame || session.number() !== number) throw new GenieSignedOutError();
  }

  return async (request, signal) => {
    const number = session.number();
    const mayRepeat = session.isKnown();
    const response = await trySending(request, number, signal);
    if (response !== undefined) return response;
    if (!mayRepeat) end(number);
    await clock.sleep(pauseMs, signal);
    // Whoever has signed in meanwhile didn't ask this.
    if (session.number() !== number) throw new GenieSignedOutError();
    const asksWhoItIs = request.method === 'GET' && request.path === sessionPath;
    if (!asksWhoItIs) await recognize(number, request, signal);
    return (await trySending(request, number, signal)) ?? end(number);
  };
}

const sessionPath = '/api/session';
