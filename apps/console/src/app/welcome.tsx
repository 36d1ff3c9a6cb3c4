import { Center, Paper, Stack } from '@mantine/core';
import { Outlet, useRouter, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { Brand } from '../components/brand.tsx';
import { useSession } from '../session/use-session.ts';

/** The frame of the pages for people who aren't signed in; others are taken to where they were going. */
export function Welcome() {
  const isSignedIn = useSession().status === 'signed-in';
  const { history } = useRouter();
  const { next = '/captions' } = useSearch({ from: '/welcome' });
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
