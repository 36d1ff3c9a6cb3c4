/** What other features may use of this one. */
export { freshProofErrors, freshProofFields, type ProveFreshly } from './fresh-proof.ts';
