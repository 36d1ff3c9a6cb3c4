import { AppError } from '../../errors/app-error.ts';
import { retryAfterSeconds } from '../directus/directus-unavailable.ts';

/** Directus is there, but its introspection route isn't open to us. Outside it's the same 503 as an outage. */
export class IntrospectionAbsentError extends AppError {
  constructor(why: string) {
    super('directus.unavailable', { internal: why, retryAfterSeconds });
    this.name = 'IntrospectionAbsentError';
  }
}
