import { Anchor, Button, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { mayBeDone } from '../../api.ts';
import { Result } from '../../components/result.tsx';
import { useSession } from '../../session/session.ts';

/**
 * Whether a try with a link was left without an answer. A link works once: that it is refused after that says that it has
 * done its work rather than that it is bad.
 */
export function useLostAnswer() {
  const [isLost, setLost] = useState(false);
  return { isLost, heed: (error: unknown) => mayBeDone(error) && setLost(true) };
}

/**
 * A link that counts for nothing, whatever is wrong with it, and the way on.
 *
 * @param props `probably`: what a try before this one has done, where its answer was lost; else false
 */
export function BadLink(props: { way: 'reset' | 'verify'; probably?: string | false }) {
  const { way, probably = false } = props;
  const isSignedIn = useSession().status === 'signed-in';
  const isReset = way === 'reset' || !isSignedIn;
  if (probably !== false) return <UsedLink probably={probably} isReset={isReset} />;
  return (
    <Result title="This link doesn’t work">
      <Text>
        It was used already, is too old, or came in a mail that a newer one has replaced. It may
        also have lost its end on the way: open it from the mail once more.
      </Text>
      {isReset ? (
        <Button component={Link} to="/forgot-password">
          Send a new link
        </Button>
      ) : (
        <Button component={Link} to="/account">
          Go to your account
        </Button>
      )}
      {!isSignedIn && (
        <Anchor component={Link} to="/sign-in" size="sm">
          Back to sign-in
        </Anchor>
      )}
    </Result>
  );
}

/** @param props `isReset`: whether a new link is the way on where it wasn't done */
export function UsedLink({ probably, isReset }: { probably: string; isReset: boolean }) {
  const isSignedIn = useSession().status === 'signed-in';
  return (
    <Result title="The link was used">
      <Text>The answer to your first try didn’t come, and a link works once. {probably}</Text>
      {isSignedIn ? (
        <Button component={Link} to="/account">
          Go to your account
        </Button>
      ) : (
        <Button component={Link} to="/sign-in">
          Sign in
        </Button>
      )}
      {isReset && (
        <Anchor component={Link} to="/forgot-password" size="sm">
          That doesn’t work? Send a new link
        </Anchor>
      )}
    </Result>
  );
}
