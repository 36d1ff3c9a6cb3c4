/**
 * How much a GraphQL document asks for, by one pass over its letters.
 *
 * Guarantees: the time is linear in the document's length, strings, block strings and comments neither hide nor make
 * anything, and a fragment counts as often as it comes to stand in an operation. Judges no grammar: a document that
 * isn't GraphQL has some numbers, too, and Directus refuses it.
 */

/** What a document has once each fragment stands where it is spread. */
export interface GraphqlSize {
  selectionSets: number;
  aliases: number;
  spreads: number;
}

interface Definition extends GraphqlSize {
  /** The fragments that it spreads, one entry a spread. */
  spreadNames: string[];
  /** Its name, if it is a fragment. Directus refuses two of one name. */
  fragment: string | undefined;
}

/** Comments, block strings, strings, names, and single letters that mean something; the rest is passed over. */
const tokenPattern =
  /#[^\n\r]*|"""(?:[^"\\]+|\\"""|\\|"(?!""))*(?:"""|$)|"(?:[^"\\\n\r]+|\\[^\n\r])*"?|\.\.\.|[_A-Za-z][_0-9A-Za-z]*|[{}():@]/g;

/** The size of a document; numbers past `most` come back as `most` or more, and so do those of fragments in a ring. */
export function scanGraphql(document: string, most: number): GraphqlSize {
  const definitions = readDefinitions(document);
  const fragments = new Map<string, Definition>();
  for (const definition of definitions) {
    if (definition.fragment !== undefined) fragments.set(definition.fragment, definition);
  }
  const known = new Map<string, GraphqlSize>();
  const total = emptySize();
  for (const definition of definitions) {
    if (definition.fragment === undefined) add(total, sizeOf(definition, fragments, known, most));
  }
  return total;
}

function readDefinitions(document: string): Definition[] {
  const definitions: Definition[] = [];
  let current = emptyDefinition();
  let braces = 0;
  let parentheses = 0;
  /** How many tokens of the definition came, and the last one. */
  let position = 0;
  let before = '';
  for (const [token] of document.matchAll(tokenPattern)) {
    if (token.startsWith('#') || token.startsWith('"')) continue;
    if (token === '(') parentheses += 1;
    else if (token === ')') parentheses = Math.max(0, parentheses - 1);
    // Inside parentheses stand values and types alone.
    else if (parentheses === 0) {
      if (token === '{') {
        braces += 1;
        current.selectionSets += 1;
      } else if (token === '}') {
        braces -= 1;
        if (braces <= 0) {
          braces = 0;
          definitions.push(current);
          current = emptyDefinition();
          position = -1;
        }
      } else if (token === ':') current.aliases += 1;
      else if (token === '...') current.spreads += 1;
      else if (before === '...' && token !== 'on' && token !== '@') current.spreadNames.push(token);
      else if (before === 'fragment' && position === 1) current.fragment = token;
    }
    before = token;
    position += 1;
  }
  definitions.push(current);
  return definitions;
}

/** Without recursion as deep as the document is long: a chain of fragments ends at `most`. */
function sizeOf(
  definition: Definition,
  fragments: ReadonlyMap<string, Definition>,
  known: Map<string, GraphqlSize>,
  most: number,
  depth = 0,
): GraphqlSize {
  const { selectionSets, aliases, spreads } = definition;
  const size = { selectionSets, aliases, spreads };
  for (const name of definition.spreadNames) {
    const fragment = fragments.get(name);
    if (fragment === undefined) continue;
    let spread = known.get(name);
    if (spread === undefined) {
      // A ring is as deep as one likes, and known nowhere before its end.
      spread =
        depth >= most
          ? { selectionSets: most, aliases: most, spreads: most }
          : sizeOf(fragment, fragments, known, most, depth + 1);
      known.set(name, spread);
    }
    add(size, spread);
  }
  return size;
}

function add(size: GraphqlSize, more: GraphqlSize): void {
  size.selectionSets += more.selectionSets;
  size.aliases += more.aliases;
  size.spreads += more.spreads;
}

function emptySize(): GraphqlSize {
  return { selectionSets: 0, aliases: 0, spreads: 0 };
}

function emptyDefinition(): Definition {
  return { ...emptySize(), spreadNames: [], fragment: undefined };
}
