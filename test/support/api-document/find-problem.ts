import { Ajv2020 } from 'ajv/dist/2020.js';
import { default as formats } from 'ajv-formats';
import { document } from './document.ts';

const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false });
formats.default(ajv);
ajv.addSchema(document, 'api');

/**
 * What is wrong with a value, by the schema at a place of the API reference.
 *
 * @param pointer a JSON pointer as a fragment, such as `#/components/schemas/Error`
 * @returns undefined where nothing is
 */
export function findProblem(pointer: string, value: unknown): string | undefined {
  const validate = ajv.getSchema(`api${pointer}`);
  if (validate === undefined) throw new Error(`nothing is at ${pointer}`);
  return validate(value) ? undefined : ajv.errorsText(validate.errors, { dataVar: 'body' });
}
