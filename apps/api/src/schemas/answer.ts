import Type, { type Static, type TObject, type TProperties } from 'typebox';

/**
 * The schema of a successful answer.
 *
 * @param notes `description`: what it means · `example`: what it may look like; both are for the reference
 */
export function answer<P extends TProperties>(
  properties: P,
  { description, example }: { description: string; example: NoInfer<Static<TObject<P>>> },
) {
  return Type.Object(properties, { description, examples: [example] });
}
