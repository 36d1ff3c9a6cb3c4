import { isSuggestive, mentionsMinor } from '@genie-helper/captions';

/**
 * Whether a message is refused before anyone answers it: it points at a minor and is suggestive, by the lists that
 * captions are screened with. Naming an adult platform counts as suggestive. Where a reading is unsure, it's refused.
 */
export function isMessageRefused(message: string): boolean {
  return mentionsMinor(message) && isSuggestive(message);
}
