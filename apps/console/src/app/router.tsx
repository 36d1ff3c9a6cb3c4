import { Center, Paper, Stack } from '@mantine/core';
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  type RouteComponent,
  redirect,
  useRouter,
  useSearch,
} from '@tanstack/react-router';
import { useEffect } from 'react';
import { Brand } from '../components/page.tsx';
import { ForgotPage } from '../pages/welcome/forgot-page.tsx';
import { RegisterPage } from '../pages/welcome/register-page.tsx';
import { SignInPage } from '../pages/welcome/sign-in-page.tsx';
import { session, useSession } from '../session/session.ts';
import { AdminOnly, NoSuchPage, PageFailure } from './fallback-pages.tsx';

/** Where `/` leads whoever is signed in. */
export const homePath = '/captions';

const root = createRootRoute({ component: Outlet, notFoundComponent: NoSuchPage });

const welcome = createRoute({
  getParentRoute: () => root,
  id: 'welcome',
  component: Welcome,
  // A part that is left out here would be handed on as it came.
  validateSearch: ({ next }: Record<string, unknown>): { next?: string | undefined } => ({
    next: readNext(next),
  }),
});

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: lazyRouteComponent(() => import('./shell/shell.tsx'), 'Shell'),
  beforeLoad({ location }) {
    const state = session.state();
    if (state.status !== 'signed-out') return;
    const isWorthIt = state.reason !== 'signed-out' && location.pathname !== '/';
    const search = isWorthIt ? { next: location.href } : {};
    throw redirect({ to: '/sign-in', search, replace: true });
  },
});

const admin = createRoute({ getParentRoute: () => shell, id: 'admin', component: AdminOnly });

const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: homePath, replace: true });
  },
});

// Whoever comes first comes to these two: they aren't worth a second wait.
const inWelcome = { getParentRoute: () => welcome };
const signIn = createRoute({ ...inWelcome, path: '/sign-in', component: SignInPage });
const register = createRoute({ ...inWelcome, path: '/register', component: RegisterPage });

/** The pages that links of mails lead to, for whoever holds the link, signed in or not. */
const links = createRoute({ getParentRoute: () => root, id: 'links', component: Framed });
const forgot = createRoute({
  getParentRoute: () => links,
  path: '/forgot-password',
  component: ForgotPage,
});
const reset = link(
  '/account/reset',
  lazyRouteComponent(() => import('../pages/links/reset-page.tsx'), 'ResetPage'),
);
const verify = link(
  '/account/verify',
  lazyRouteComponent(() => import('../pages/links/verify-page.tsx'), 'VerifyPage'),
);
const newEmail = link(
  '/account/email',
  lazyRouteComponent(() => import('../pages/links/verify-page.tsx'), 'NewEmailPage'),
);
const notMe = link(
  '/account/not-me',
  lazyRouteComponent(() => import('../pages/links/not-me-page.tsx'), 'NotMePage'),
);

const restore = link(
  '/account/restore',
  lazyRouteComponent(() => import('../pages/links/restore-page.tsx'), 'RestorePage'),
);

function link<Path extends string>(path: Path, component: RouteComponent) {
  return createRoute({ getParentRoute: () => links, path, component });
}

/** A page inside a layout, loaded when it is gone to. It reads what it needs of the address, and checks it itself. */
function page<Path extends string, Layout extends typeof shell | typeof admin>(
  layout: Layout,
  path: Path,
  component: RouteComponent,
) {
  const validateSearch = (search: Record<string, unknown>) => search;
  return createRoute({ getParentRoute: () => layout, path, component, validateSearch });
}

const captions = page(
  shell,
  '/captions',
  lazyRouteComponent(() => import('../pages/captions/captions-page.tsx'), 'CaptionsPage'),
);
const batch = page(
  shell,
  '/batch',
  lazyRouteComponent(() => import('../pages/batch/batch-page.tsx'), 'BatchPage'),
);
const library = page(
  shell,
  '/library',
  lazyRouteComponent(() => import('../pages/library/library-page.tsx'), 'LibraryPage'),
);
const connections = page(
  shell,
  '/connections',
  lazyRouteComponent(() => import('../pages/connections/connections-page.tsx'), 'ConnectionsPage'),
);
const chat = page(
  shell,
  '/chat',
  lazyRouteComponent(() => import('../pages/chat/chat-page.tsx'), 'ChatPage'),
);
const account = page(
  shell,
  '/account',
  lazyRouteComponent(() => import('../pages/account/account-page.tsx'), 'AccountPage'),
);
const queue = page(
  admin,
  '/admin/queue',
  lazyRouteComponent(() => import('../pages/admin/queue/queue-page.tsx'), 'QueuePage'),
);
const jobs = page(
  admin,
  '/admin/jobs',
  lazyRouteComponent(() => import('../pages/admin/jobs/jobs-page.tsx'), 'JobsPage'),
);
const audit = page(
  admin,
  '/admin/audit',
  lazyRouteComponent(() => import('../pages/admin/audit/audit-page.tsx'), 'AuditPage'),
);
const users = page(
  admin,
  '/admin/users',
  lazyRouteComponent(() => import('../pages/admin/users/users-page.tsx'), 'UsersPage'),
);

const servers = page(
  admin,
  '/admin/servers',
  lazyRouteComponent(() => import('../pages/admin/servers/servers-page.tsx'), 'ServersPage'),
);

export const router = createRouter({
  routeTree: root.addChildren([
    welcome.addChildren([signIn, register]),
    links.addChildren([forgot, reset, verify, newEmail, notMe, restore]),
    shell.addChildren([
      home,
      captions,
      batch,
      library,
      connections,
      chat,
      account,
      admin.addChildren([queue, jobs, audit, users, servers]),
    ]),
  ]),
  defaultErrorComponent: PageFailure,
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

/** The frame of the pages for people who aren't signed in; others are taken to where they were going. */
function Welcome() {
  const isSignedIn = useSession().status === 'signed-in';
  const { history } = useRouter();
  const { next = homePath } = useSearch({ from: '/welcome' });
  useEffect(() => {
    if (isSignedIn) history.replace(next);
  }, [isSignedIn, history, next]);
  return isSignedIn ? null : <Framed />;
}

/** A page in the middle of the window, without the navigation. */
function Framed() {
  return (
    <Center component="main" mih="100vh" p="md">
      <Stack w="100%" maw="26rem" gap="xl">
        <Brand />
        <Paper withBorder p={{ base: 'lg', xs: 'xl' }} radius="lg">
          <Outlet />
        </Paper>
      </Stack>
    </Center>
  );
}

/**
 * The page to show after signing in, as an address says it: a path of this console, or nothing. What leads elsewhere is
 * left out, so that nobody can be sent away by a link to the sign-in page.
 */
function readNext(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^\/[^/\\]/.test(value)) return undefined;
  try {
    const { origin, pathname, search, hash } = new URL(value, 'http://console.invalid');
    const isOurs = origin === 'http://console.invalid' && !pathname.startsWith('//');
    return isOurs && !/^\/(sign-in|register)\b/.test(pathname)
      ? `${pathname}${search}${hash}`
      : undefined;
  } catch {
    return undefined;
  }
}
