import type { TokenValidator } from '../../auth/token-validator.ts';
import type { TokenMetrics, ValidatorName } from '../metrics/token-metrics.ts';

/** The same validator, its checks counted and timed. It changes no outcome. */
export function measureValidator(
  validator: TokenValidator,
  name: ValidatorName,
  metrics: Pick<TokenMetrics, 'checked'>,
): TokenValidator {
  return {
    async validate(token) {
      const start = performance.now();
      const seconds = () => (performance.now() - start) / 1_000;
      try {
        const user = await validator.validate(token);
        metrics.checked(name, user === null ? 'refused' : 'vouched', seconds());
        return user;
      } catch (error) {
        metrics.checked(name, 'unavailable', seconds());
        throw error;
      }
    },
  };
}
