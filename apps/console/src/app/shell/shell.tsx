import { AppShell, Box, Burger, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Outlet } from '@tanstack/react-router';
import { useDeferredValue } from 'react';
import { Brand } from '../../components/brand.tsx';
import { useSession } from '../../session/use-session.ts';
import { UserContext } from '../../session/use-user.ts';
import { AccountMenu } from './account-menu.tsx';
import { Navigation } from './navigation.tsx';
import { Unconfirmed } from './unconfirmed.tsx';
import { useFocusOnNewPage } from './use-focus-on-new-page.ts';

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
            <Group gap="sm" wrap="nowrap">
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
        <AppShell.Navbar p="sm" style={{ overflowY: 'auto' }}>
          <Navigation isAdmin={state.user.isAdmin} onGo={close} />
        </AppShell.Navbar>
        <AppShell.Main id="main" tabIndex={-1}>
          {!state.isConfirmed && <Unconfirmed />}
          <Box maw="72rem" mx="auto">
            {isPageDue && <Outlet />}
          </Box>
        </AppShell.Main>
      </AppShell>
    </UserContext>
  );
}
