/**
 * Writes the mails about addresses, when they are sent. Whether there is such an account, and what its state is, is looked
 * up here: whoever asked has had his answer long ago, and it was the same for all.
 */
import { AppError } from '../../http/errors.ts';
import { type ComposerContext, type Composers, writeLetter } from '../../mail/index.ts';
import type { AccountLinks } from '../account-links.ts';
import type { CreateAccount } from '../create-account.ts';
import type { ProfileStore } from '../profile-store.ts';
import {
  addressMayChange,
  alreadyRegistered,
  confirmAddress,
  confirmNewAddress,
  newAddressIsTaken,
  registeredAgain,
} from './address-letters.ts';

export interface AddressMailDeps {
  links: Pick<AccountLinks, 'issue'>;
  profiles: Pick<ProfileStore, 'find' | 'findByEmail'>;
  createAccount: CreateAccount;
}

/** A page without a token. */
const signInPage = '/sign-in';

export function createAddressMails(deps: AddressMailDeps) {
  const { links, profiles, createAccount } = deps;

  return {
    'email-verify': ({ userId, token }, context) => askForProof(userId, token, context),

    // Makes the account: the caller of the registration doesn't learn whether there was one already.
    registration: async ({ userId, email, password, firstName, token }, context) => {
      const made = await profiles.find(userId);
      if (made === undefined) {
        const isNew = await createAccount({
          id: userId,
          email,
          password,
          firstName: firstName ?? undefined,
          status: 'unverified',
        }).then(
          () => true,
          (error: unknown) => {
            if (error instanceof AppError && error.code === 'registration.email_taken')
              return false;
            throw error;
          },
        );
        if (!isNew) return await tellOwner(email, token, context);
      }
      return await askForProof(userId, token, context);
    },

    'email-change': async ({ userId, email, token }, { linkTo, page }) => {
      const owner = await profiles.findByEmail(email);
      if (owner !== undefined && owner.id !== userId) {
        const letter = newAddressIsTaken(page(signInPage));
        return writeLetter({ to: email, userId: owner.id, ...letter });
      }
      const account = await links.issue({
        purpose: 'email-change',
        userId,
        newEmail: email,
        token,
      });
      if (account === undefined) return undefined;
      const letter = confirmNewAddress(linkTo('/account/email', token));
      return writeLetter({ to: email, userId, ...letter });
    },

    'email-may-change': async ({ userId, email, token }, { linkTo }) => {
      const account = await links.issue({
        purpose: 'not-me',
        userId,
        newEmail: email,
        token,
      });
      if (account === undefined) return undefined;
      const letter = addressMayChange(linkTo('/account/not-me', token));
      return writeLetter({ to: email, userId, ...letter });
    },
  } satisfies Partial<Composers>;

  async function askForProof(userId: string, token: string, { linkTo }: ComposerContext) {
    const profile = await profiles.find(userId);
    if (profile === undefined || profile.email_verified_at !== null) return undefined;
    const account = await links.issue({ purpose: 'email-verify', userId, token });
    if (account === undefined) return undefined;
    const { email: to } = account;
    return writeLetter({ to, userId, ...confirmAddress(linkTo('/account/verify', token)) });
  }

  /** The owner of an address that somebody has tried to register. */
  async function tellOwner(email: string, token: string, { linkTo, page }: ComposerContext) {
    const owner = await profiles.findByEmail(email);
    if (owner?.email == null) return undefined;
    const { id: userId, email: to } = owner;
    if (owner.status !== 'unverified') {
      return writeLetter({ to, userId, ...alreadyRegistered(page(signInPage)) });
    }
    // Never a link that confirms what somebody else may have registered: one that sets a password.
    const account = await links.issue({ purpose: 'password-reset', userId, token });
    if (account === undefined) return undefined;
    return writeLetter({ to, userId, ...registeredAgain(linkTo('/account/reset', token)) });
  }
}
