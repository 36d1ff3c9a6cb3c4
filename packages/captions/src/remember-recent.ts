/**
 * The same function, which gives what it gave before for one of the latest inputs: requests of one batch, or of one who
 * asks again, have their topic and tone in common. An input is forgotten once so many others came after it.
 *
 * @param compute depends on nothing but its input
 * @param most how many inputs are remembered
 */
export function rememberRecent<Result>(
  compute: (text: string) => Result,
  most: number,
): (text: string) => Result {
  const results = new Map<string, { readonly value: Result }>();
  return (text) => {
    const known = results.get(text);
    const result = known ?? { value: compute(text) };
    results.delete(text);
    results.set(text, result);
    if (results.size > most) {
      const [oldest] = results.keys();
      if (oldest !== undefined) results.delete(oldest);
    }
    return result.value;
  };
}
