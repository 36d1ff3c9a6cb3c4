import type { Knex } from 'knex';

/**
 * Keeps the values of a failed query out of its error.
 *
 * As knex is set up by Directus 11.17.4 and 12, the message of a query's error is the query with its values: hashes of
 * passwords and of links' tokens, addresses, what people wrote. Directus logs such messages, and answers administrators
 * with them. With `compileSqlOnError` off each value is a placeholder.
 *
 * @param database Directus's own; its transactions go by the same settings
 */
export function hideQueryValues(database: Knex): void {
  database.client.config.compileSqlOnError = false;
}
