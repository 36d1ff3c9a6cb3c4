import Type from 'typebox';

/** Recovery codes in an answer. */
export const recoveryCodes = Type.Array(Type.String(), {
  description: 'Each stands in for a code, once. Letter case and dashes don’t matter.',
});

export const exampleRecoveryCodes = ['7hq2m-x4c9v-kd3tb-0w8ze', 'p5n1r-j6gy2-s9ad7-fq3mk'];
