// Given to a process by --import: each SIGUSR2 sets its clock ten minutes ahead, or right again.
const Real = Date;
let shift = 0;
process.on('SIGUSR2', () => {
  shift = shift === 0 ? 600_000 : 0;
});
class Shifted extends Real {
  constructor(...args) {
    super(...(args.length === 0 ? [Real.now() + shift] : args));
  }
  static now() {
    return Real.now() + shift;
  }
}
globalThis.Date = Shifted;
