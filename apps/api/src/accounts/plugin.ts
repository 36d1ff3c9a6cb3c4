import type { TokenValidator } from '../auth/token-validator.ts';
import { feature } from '../http/operation.ts';
import type { Mail } from '../mail/index.ts';
import type { AccountLinks } from './account-links.ts';
import type { UserDirectory } from './account-store.ts';
import { changeEmail } from './addresses/change-email.ts';
import { resendVerification } from './addresses/resend-verification.ts';
import { verifyEmail } from './addresses/verify-email.ts';
import { changePassword } from './change-password.ts';
import { changeUser } from './change-user.ts';
import type { Devices } from './devices/devices.ts';
import { endDevice, endOtherDevices } from './devices/end-devices.ts';
import { listDevices } from './devices/list-devices.ts';
import { listUserDevices } from './devices/list-user-devices.ts';
import { type ForgotPasswordDeps, forgotPassword } from './forgot-password.ts';
import type { ProveFreshly } from './fresh-proof.ts';
import { getAccount } from './get-account.ts';
import { type DeleteAccountDeps, deleteAccount } from './leaving/delete-account.ts';
import { type ExportDeps, exportAccount } from './leaving/export-account.ts';
import type { Leaving } from './leaving/leaving-client.ts';
import { listOwnAccess } from './leaving/list-own-access.ts';
import { restoreAccount } from './leaving/restore-account.ts';
import { listRoles } from './list-roles.ts';
import { listUsers } from './list-users.ts';
import { getMe } from './me.ts';
import { notMe } from './notices/not-me.ts';
import type { ProfileStore } from './profile-store.ts';
import { type Registration, register } from './register.ts';
import { resetPassword } from './reset-password.ts';
import { signOutUser } from './sign-out-user.ts';
import { newRecoveryCodes } from './two-factor/new-recovery-codes.ts';
import { removeTwoFactor } from './two-factor/remove-two-factor.ts';
import { removeUserTwoFactor } from './two-factor/remove-user-two-factor.ts';
import type { SecondFactors } from './two-factor/second-factors.ts';
import { beginTwoFactor, confirmTwoFactor } from './two-factor/set-up-two-factor.ts';
import { updateAccount } from './update-account.ts';

/** What the operations on accounts work with. */
export interface Accounts extends Registration, ForgotPasswordDeps, DeleteAccountDeps, ExportDeps {
  users: UserDirectory;
  links: AccountLinks;
  devices: Devices;
  secondFactors: SecondFactors;
  proveFreshly: ProveFreshly;
  mail: Mail;
  leaving: Leaving;
  profiles: ProfileStore;
  validator: TokenValidator;
}

/** Making an account and what its owner does to it, and the users as an administrator sees them. */
export const accounts = feature<Accounts>([
  register,
  getMe,
  getAccount,
  updateAccount,
  verifyEmail,
  resendVerification,
  changeEmail,
  notMe,
  changePassword,
  forgotPassword,
  resetPassword,
  deleteAccount,
  restoreAccount,
  exportAccount,
  listOwnAccess,
  listDevices,
  endDevice,
  endOtherDevices,
  beginTwoFactor,
  confirmTwoFactor,
  newRecoveryCodes,
  removeTwoFactor,
  listUsers,
  listRoles,
  changeUser,
  listUserDevices,
  signOutUser,
  removeUserTwoFactor,
]);
