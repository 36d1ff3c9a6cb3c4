import { useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';

/** Waits this long for a page whose script is still on its way, in milliseconds. */
const patienceMs = 5_000;

/**
 * Moves the focus to the heading of a page that was gone to, so that keyboards and screen readers start there. Not at
 * load, when the browser does that.
 */
export function useFocusOnNewPage(): void {
  const { pathname } = useLocation();
  const shownPath = useRef(pathname);
  useEffect(() => {
    if (shownPath.current === pathname) return;
    shownPath.current = pathname;
    const old = document.querySelector('[data-page-heading]');
    const focusHeading = () => {
      const heading = document.querySelector<HTMLElement>('[data-page-heading]');
      if (heading === null || heading === old) return false;
      heading.focus({ preventScroll: true });
      return true;
    };
    const observer = new MutationObserver(() => {
      if (focusHeading()) stop();
    });
    const timer = setTimeout(() => stop(), patienceMs);
    const stop = () => {
      observer.disconnect();
      clearTimeout(timer);
    };
    observer.observe(document.body, { childList: true, subtree: true });
    return stop;
  }, [pathname]);
}
