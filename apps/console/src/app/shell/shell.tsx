import { Alert, AppShell, Box, Burger, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCloudOff } from '@tabler/icons-react';
import { Outlet, useLocation } from '@tanstack/react-router';
import { useDeferredValue, useEffect, useRef } from 'react';
import { OfflineBanner } from '../../components/offline-banner.tsx';
import { Brand } from '../../components/page.tsx';
import { UserContext, useSession } from '../../session/session.ts';
import { AccountMenu } from './account-menu.tsx';
import { Navigation } from './navigation.tsx';
import { UnprovenLine } from './unproven-line.tsx';

/** What surrounds the pages of people who are signed in. */
export function Shell() {
  const state = useSession();
  const [isOpen, { toggle, close }] = useDisclosure(false);
  // The page comes after what surrounds it, in slices: together they'd be one long piece of work.
  const isPageDue = useDeferredValue(true, false);
  useFocusOnNewPage();
  // The routes are on their way to the sign-in page.
  if (state.status !== 'signed-in') return null;
  return (
    <UserContext value={state.user} key={state.user.id}>
      <a className="genie-skip-link" href="#main">
        Skip to the content
      </a>
      <AppShell
        header={{ height: 56, collapsed: false }}
        navbar={{ width: 248, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
        padding={{ base: 'md', sm: 'xl' }}
      >
        <AppShell.Header px="md">
          <Group h="100%" justify="space-between" wrap="nowrap">
            <Group gap="sm" wrap="nowrap" flex="none">
              <Burger
                opened={isOpen}
                onClick={toggle}
                hiddenFrom="sm"
                size="sm"
                aria-label={isOpen ? 'Close the navigation' : 'Open the navigation'}
                aria-expanded={isOpen}
              />
              <Brand />
            </Group>
            <AccountMenu user={state.user} />
          </Group>
        </AppShell.Header>
        <AppShell.Navbar p="sm" className="genie-navbar" mod={{ open: isOpen }}>
          <Navigation isAdmin={state.user.isAdmin} onGo={close} />
        </AppShell.Navbar>
        <AppShell.Main id="main" tabIndex={-1}>
          <OfflineBanner />
          {!state.isConfirmed && <Unconfirmed />}
          <Box maw="72rem" mx="auto">
            <UnprovenLine />
            {isPageDue && <Outlet />}
          </Box>
        </AppShell.Main>
      </AppShell>
    </UserContext>
  );
}

/** While the server can't say whether the session still lives. It is taken to. */
function Unconfirmed() {
  return (
    <Alert
      role="status"
      color="yellow"
      mb="lg"
      icon={<IconCloudOff aria-hidden />}
      title="The server can't be reached now"
    >
      You are still signed in. This page goes on trying; what you do meanwhile may fail.
    </Alert>
  );
}

/** Waits this long for a page whose script is still on its way, in milliseconds. */
const timeoutMs = 5_000;

/**
 * Moves the focus to the heading of a page that was gone to, so that keyboards and screen readers start there. Not at
 * load, when the browser does that.
 */
function useFocusOnNewPage(): void {
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
    const timer = setTimeout(() => stop(), timeoutMs);
    const stop = () => {
      observer.disconnect();
      clearTimeout(timer);
    };
    observer.observe(document.body, { childList: true, subtree: true });
    return stop;
  }, [pathname]);
}
