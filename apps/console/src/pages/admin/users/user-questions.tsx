import type { ListedUser } from '@genie-helper/client';
import { ChangeUserDialog, type UserChanges } from './change-user-dialog.tsx';
import { SignOutDialog } from './sign-out-dialog.tsx';
import { TwoFactorDialog } from './two-factor-dialog.tsx';

/** What is to be done to a user, once it's confirmed. */
export type UserQuestion =
  | { kind: 'change'; user: ListedUser; changes: UserChanges }
  | { kind: 'sign-out' | 'two-factor'; user: ListedUser };

/** The dialogs that ask. They stand beside the details, so that Escape closes the question alone. */
export function UserQuestions(props: {
  asked: UserQuestion | undefined;
  ownId: string;
  onClose: () => void;
}) {
  const { asked, ownId, onClose } = props;
  const userOf = (kind: UserQuestion['kind']) => (asked?.kind === kind ? asked.user : undefined);
  return (
    <>
      <ChangeUserDialog asked={asked?.kind === 'change' ? asked : undefined} onClose={onClose} />
      <SignOutDialog user={userOf('sign-out')} isOwn={asked?.user.id === ownId} onClose={onClose} />
      <TwoFactorDialog user={userOf('two-factor')} onClose={onClose} />
    </>
  );
}
