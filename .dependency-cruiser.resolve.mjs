/**
 * Where imports are looked for, in the form that dependency-cruiser takes from Webpack's users. Not in `@types` beside
 * them, its default: those of the console's React lie nearer than React itself.
 */
export default { resolve: { modules: ['node_modules'] } };
