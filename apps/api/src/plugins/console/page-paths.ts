/** The addresses of the console's pages. A test holds them to its router, apps/console/src/app/router.tsx. */
export const pagePaths: ReadonlySet<string> = new Set([
  '/',
  '/sign-in',
  '/register',
  '/captions',
  '/batch',
  '/connections',
  '/chat',
  '/admin/queue',
  '/admin/jobs',
  '/admin/audit',
  '/admin/users',
]);
