/**
 * What is said about addresses. Nothing of it comes from whoever asked: a stranger can have a mail sent to any address,
 * so it holds no name, no address and no other text of his.
 */
import type { LetterContent } from '../../mail/index.ts';

/** To an address that an account was made with. */
export function confirmAddress(url: string): LetterContent {
  return {
    subject: 'Confirm your e-mail address',
    blocks: [
      'An account at Genie Helper was made with this address. If that was you, confirm that the address is yours.',
      { button: 'Confirm this address', url },
      'The link works once, for 24 hours.',
      "If it wasn't you, do nothing. Nobody proves your address without this mail. To take the account for yourself, choose a password with “Forgot password?”: whatever was set before ends then.",
    ],
  };
}

/** To an address that is registered already, of which somebody tried to make another account. */
export function alreadyRegistered(signInUrl: string): LetterContent {
  return {
    subject: 'You have an account already',
    blocks: [
      'Somebody tried to make an account at Genie Helper with this address. It has one already, so nothing was made and nothing has changed.',
      { button: 'Sign in', url: signInUrl },
      'If that was you and you have forgotten the password, choose “Forgot password?” there. If it was somebody else, you need do nothing.',
    ],
  };
}

/** To an address of which an account waits for its proof, when somebody registers it once more. */
export function registeredAgain(resetUrl: string): LetterContent {
  return {
    subject: 'Choose a password for your account',
    blocks: [
      'Somebody registered this address at Genie Helper more than once, and it is not confirmed yet. If that was you, choose a password. That confirms the address, and whatever was set before ends.',
      { button: 'Choose a password', url: resetUrl },
      'The link works once, for 30 minutes. If it was somebody else, you need do nothing.',
    ],
  };
}

/** To the address that an account is to have. */
export function confirmNewAddress(url: string): LetterContent {
  return {
    subject: 'Confirm your new e-mail address',
    blocks: [
      'The owner of an account at Genie Helper wants it to have this address. If that was you, confirm it.',
      { button: 'Use this address', url },
      'The link works once, for 30 minutes. Every device is signed out then; sign in with this address.',
      "If it wasn't you, do nothing, and the account keeps the address that it has.",
    ],
  };
}

/** To an address that an account is to have, and another one has. */
export function newAddressIsTaken(signInUrl: string): LetterContent {
  return {
    subject: 'This address has an account already',
    blocks: [
      'The owner of an account at Genie Helper wants it to have this address. Another account has it already, so nothing was changed.',
      { button: 'Sign in', url: signInUrl },
      'If that was not you, you need do nothing.',
    ],
  };
}

/** To the address that an account has, as soon as another one is asked for. */
export function addressMayChange(notMeUrl: string): LetterContent {
  return {
    subject: 'Your e-mail address is about to change',
    blocks: [
      'Somebody who knows the password of your account at Genie Helper asked for another e-mail address. It changes once a link in a mail to that address is opened.',
      "If that was you, you need do nothing. If it wasn't you, stop it now:",
      { button: "This wasn't me", url: notMeUrl },
      'That keeps this address, signs every device out and ends the password. The link works once, for 24 hours.',
    ],
  };
}
