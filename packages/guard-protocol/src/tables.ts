/**
 * The tables that the guard keeps beside Directus's. They have to be on Directus's list of tables to leave alone
 * (`DB_EXCLUDE_TABLES`): nobody reads them through its API.
 */
export const guardTables = [
  'genie_access_sessions',
  'genie_rotated_tokens',
  'genie_rights_version',
  'genie_account_links',
  'genie_notices',
  'genie_known_devices',
  'genie_deletions',
  'genie_second_factors',
  'genie_recovery_codes',
  'genie_code_attempts',
  'genie_retention',
  'genie_data_version',
  'genie_audit_chain',
  'genie_audit_checkpoints',
  'genie_audit_stream',
  'genie_service_clients',
  'genie_client_nonces',
] as const;
