import { passwordPattern } from './patterns.ts';
import type { JsonObject } from './types.ts';

/** Project settings that security depends on. */
export const settings: JsonObject = {
  // Directus suspends an account after this many failures, so anyone could lock anyone out. The
  // throttle of extensions/guard limits guessing instead.
  auth_login_attempts: null,
  auth_password_policy: `/${passwordPattern}/`,
  // Accounts are made by the API's registration endpoint and by administrators only.
  public_registration: false,
  public_registration_role: null,
  mcp_enabled: false,
};
