import { Anchor, Button, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Result } from '../../components/result.tsx';
import { useSession } from '../../session/session.ts';

/** A link that counts for nothing, whatever is wrong with it, and the way on. */
export function BadLink({ way }: { way: 'reset' | 'verify' }) {
  const isSignedIn = useSession().status === 'signed-in';
  const isReset = way === 'reset' || !isSignedIn;
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
