export type BuiltinConfig = {
  /** From 0 to below 1, as `Math.random`, which is the default; a fixed source repeats captions. */
  readonly random?: () => number;
};
