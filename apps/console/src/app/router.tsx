import { Center, Paper, Stack } from '@mantine/core';
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  useRouter,
  useSearch,
} from '@tanstack/react-router';
import { useEffect } from 'react';
import { Brand } from '../components/page.tsx';
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

/** Pages read what they need of the address, and check it themselves. */
const validateSearch = (search: Record<string, unknown>) => search;
const inShell = { getParentRoute: () => shell, validateSearch };
const inAdmin = { getParentRoute: () => admin, validateSearch };

const captions = createRoute({
  ...inShell,
  path: '/captions',
  component: lazyRouteComponent(
    () => import('../pages/captions/captions-page.tsx'),
    'CaptionsPage',
  ),
});

const batch = createRoute({
  ...inShell,
  path: '/batch',
  component: lazyRouteComponent(() => import('../pages/batch/batch-page.tsx'), 'BatchPage'),
});

const connections = createRoute({
  ...inShell,
  path: '/connections',
  component: lazyRouteComponent(
    () => import('../pages/connections/connections-page.tsx'),
    'ConnectionsPage',
  ),
});

const chat = createRoute({
  ...inShell,
  path: '/chat',
  component: lazyRouteComponent(() => import('../pages/chat/chat-page.tsx'), 'ChatPage'),
});

const queue = createRoute({
  ...inAdmin,
  path: '/admin/queue',
  component: lazyRouteComponent(() => import('../pages/admin/queue/queue-page.tsx'), 'QueuePage'),
});

const jobs = createRoute({
  ...inAdmin,
  path: '/admin/jobs',
  component: lazyRouteComponent(() => import('../pages/admin/jobs/jobs-page.tsx'), 'JobsPage'),
});

const audit = createRoute({
  ...inAdmin,
  path: '/admin/audit',
  component: lazyRouteComponent(() => import('../pages/admin/audit/audit-page.tsx'), 'AuditPage'),
});

const users = createRoute({
  ...inAdmin,
  path: '/admin/users',
  component: lazyRouteComponent(() => import('../pages/admin/users/users-page.tsx'), 'UsersPage'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    welcome.addChildren([signIn, register]),
    shell.addChildren([
      home,
      captions,
      batch,
      connections,
      chat,
      admin.addChildren([queue, jobs, audit, users]),
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
  if (isSignedIn) return null;
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
