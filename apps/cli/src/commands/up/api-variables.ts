import { surroundingNames } from '@genie-helper/directus';
import type { VariableName } from '@genie-helper/environment';

/** The product's variables that the API reads. What isn't listed doesn't reach it. */
export const apiVariableNames = [
  'SERVER_PORT',
  'HOST',
  'LOG_LEVEL',
  'RATE_LIMIT_MAX',
  'TRUST_PROXY',
  'TOKEN_VALIDATION',
  'ENABLE_HTTPS',
  'HTTPS_CERT_PATH',
  'HTTPS_KEY_PATH',
  'ALLOW_INSECURE_HTTP',
  'DIRECTUS_URL',
  'DIRECTUS_ADMIN_TOKEN',
  'REDIS_URL',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_HEADERS',
  'RBAC_SYNC_WEBHOOK_SECRET',
  'RBAC_SYNC_WEBHOOK_SECRET_PREVIOUS',
  'CREDENTIALS_ENC_KEY_B64',
  'CREDENTIALS_ENC_KEYS_PREVIOUS_B64',
  'CAPTION_PROVIDER',
  'LLM_BASE_URL',
  'LLM_MODEL',
  'LLM_API_KEY',
  'LLM_TIMEOUT_MS',
] as const satisfies readonly VariableName[];

/** The complete environment of the API's process: only what it needs, so no secret of Directus. */
export function apiVariables(texts: Readonly<Record<string, string>>): Record<string, string> {
  const picked: Record<string, string> = { NODE_ENV: 'production' };
  for (const name of [...surroundingNames, ...apiVariableNames]) {
    const value = texts[name];
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}
