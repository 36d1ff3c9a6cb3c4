import { notifications } from '@mantine/notifications';
import { createElement, Fragment } from 'react';
import { RequestId } from '../components/request-id.tsx';
import { isAbort, isSessionEnd, sentenceOf } from './sentence-of.ts';

/**
 * Tells that something asked for wasn't done: a toast with the sentence and the request id. Stays silent about what
 * the user stopped, and about an ended session, which the sign-in page tells.
 *
 * @param what what wasn't done, as a title: "The caption was not written"
 */
export function showFailure(error: unknown, what = 'That did not work'): void {
  if (isAbort(error) || isSessionEnd(error)) return;
  const { sentence, requestId } = sentenceOf(error);
  const id = requestId === undefined ? null : createElement(RequestId, { id: requestId });
  notifications.show({
    color: 'red',
    title: what,
    message: createElement(Fragment, null, sentence, id),
    autoClose: 10_000,
    role: 'alert',
    closeButtonProps: { 'aria-label': 'Dismiss' },
    // The library's own colour has too little contrast in the dark.
    styles: { description: { color: 'var(--mantine-color-text)' } },
  });
}
