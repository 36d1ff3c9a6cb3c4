/** What other features may use of this one. */
export { type CredentialsExportDeps, createCredentialsExport } from './export-credentials.ts';
export { accessEntry, exampleAccessEntry, toAccessEntry } from './list-access.ts';
