/** How many random steps the model test takes: `GENIE_MODEL_STEPS`, by default few enough to be quick. */
export const modelSteps = Number(process.env.GENIE_MODEL_STEPS ?? 1_200);
