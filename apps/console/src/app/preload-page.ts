import { router } from './router.tsx';

/** Where `/` leads whoever is signed in. */
const home = '/captions';

/**
 * Loads the scripts of the page at this address while the server is still being asked who is there. Nothing is shown.
 */
export function preloadPage({ pathname }: Pick<Location, 'pathname'>): void {
  const [matchedRoutes] = router.getMatchedRoutes(pathname === '/' ? home : pathname);
  for (const { options } of matchedRoutes) {
    const { component } = options;
    // Where that fails now it is tried again, and its failure shown, when the page is entered.
    if (component !== undefined && 'preload' in component) {
      void component.preload?.()?.catch(() => undefined);
    }
  }
}
