import { GenieError } from '@genie-helper/client';

/** What the API says about one field of a form, as a sentence. */
export function fieldError(error: unknown, field: string): string | undefined {
  const details = error instanceof GenieError ? (error.details ?? []) : [];
  const detail = details.find(({ path }) => path === field);
  return detail && `This ${detail.message}.`;
}

/** Whether it is this refusal of the API. */
export function isRefusal(error: unknown, code: string): boolean {
  return error instanceof GenieError && error.code === code;
}
