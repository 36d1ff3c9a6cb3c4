/**
 * The series of a metric by the values of its labels. Each is looked up once: to look one up costs several times as much
 * as to count, and what every request counts is counted under a flood as well.
 *
 * @param metric values of its labels are bounded in number, as those of every metric are
 * @returns takes the values in the order of the metric's label names
 */
export function rememberLabels<Series, Values extends readonly string[]>(metric: {
  labels(...values: Values): Series;
}): (...values: Values) => Series {
  const known = new Map<string, Series>();
  return (...values) => {
    // No label's value has a line break.
    const key = values.join('\n');
    let series = known.get(key);
    if (series === undefined) {
      series = metric.labels(...values);
      known.set(key, series);
    }
    return series;
  };
}
