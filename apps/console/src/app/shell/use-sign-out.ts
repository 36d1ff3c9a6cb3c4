import { useMantineColorScheme } from '@mantine/core';
import { useState } from 'react';
import { showFailure } from '../../failures/show-failure.ts';
import { session } from '../../session/session.ts';

/** Ends the session; where that can't be done now, says that it lives on. */
export function useSignOut(): { signOut: () => void; isBusy: boolean } {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [isBusy, setBusy] = useState(false);

  async function signOut(): Promise<void> {
    setBusy(true);
    try {
      await session.signOut();
      // The API has the browser forget what this origin keeps; the wish for light or dark is nobody's secret.
      setColorScheme(colorScheme);
    } catch (error) {
      showFailure(error, 'You are still signed in');
    } finally {
      setBusy(false);
    }
  }

  return { signOut: () => void signOut(), isBusy };
}
