import type { TokenValidator } from '../../auth/token-validator.ts';
import { type Tracing, traced } from '../../http/tracing.ts';

/**
 * The same validator, each check a span. Several checks can share one call to Directus; the call's span is inside
 * that of the check that had it sent.
 */
export function traceValidator(validator: TokenValidator, tracing: Tracing): TokenValidator {
  return {
    validate: (token) =>
      traced(
        tracing,
        tracing.begin('internal', 'check token'),
        () => validator.validate(token),
        (user) => ({ 'genie.outcome': user === null ? 'refused' : 'vouched' }),
      ),
  };
}
