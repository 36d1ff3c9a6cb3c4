import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Caller, createLoadShedding, type Visit } from '../../src/http/load-shedding.ts';

const user = (name: string): Caller => ({ kind: 'user', name });
const server = (name: string): Caller => ({ kind: 'server', name });
const stranger = (name: string): Caller => ({ kind: 'stranger', name });

/** Work of which one piece is done in so many milliseconds, one after the other, and a clock that goes when told to. */
function setUp({ most = 64, isFixed = false, takesMs = 10 } = {}) {
  let time = 0;
  const { enter } = createLoadShedding({
    most: () => most,
    mostOfUser: 8,
    isFixed,
    now: () => time,
  });
  const queue: Piece[] = [];
  const begun: Piece[] = [];
  const served = new Map<Caller, number>();
  let doneAt = 0;

  /** Whether a request gets on, as far as the queue of its work. */
  function ask(caller: Caller): boolean {
    const visit = enter(caller);
    if (typeof visit === 'string') return false;
    visit.arrive();
    queue.push({ caller, visit });
    begin();
    return true;
  }

  function begin(): void {
    while (begun.length < most) {
      const next = queue.shift();
      if (next === undefined) return;
      if (next.visit.mayWait()) {
        next.visit.begin();
        begun.push(next);
      } else next.visit.end(false);
    }
  }

  return {
    enter,
    ask,
    queue,
    served,
    underWay: () => queue.length + begun.length,
    pass(ms: number): void {
      for (let passed = 0; passed < ms; passed += 1) {
        time += 1;
        if (begun.length === 0) doneAt = time + takesMs;
        if (time < doneAt) continue;
        const done = begun.shift();
        if (done !== undefined) {
          done.visit.end(true);
          served.set(done.caller, (served.get(done.caller) ?? 0) + 1);
        }
        doneAt = time + takesMs;
        begin();
      }
    },
  };
}

type Work = ReturnType<typeof setUp>;

interface Piece {
  caller: Caller;
  visit: Visit;
}

/** Has these ask so often a second, each, for so long. @returns how many of each were served, in percent */
function flood({ ask, pass, served }: Work, rates: ReadonlyMap<Caller, number>, seconds: number) {
  const asked = new Map<Caller, number>();
  served.clear();
  for (let ms = 1; ms <= seconds * 1_000; ms += 1) {
    for (const [caller, perSecond] of rates) {
      const due = Math.floor((ms / 1_000) * perSecond);
      for (let n = asked.get(caller) ?? 0; n < due; n += 1) ask(caller);
      asked.set(caller, due);
    }
    pass(1);
  }
  return (caller: Caller) => ((served.get(caller) ?? 0) / (asked.get(caller) ?? 1)) * 100;
}

const mia = user('mia');
const ten = Array.from({ length: 10 }, (_, n) => user(`other-${n}`));

test('nobody is refused while nobody waits, however much is asked for', () => {
  const work = setUp();
  flood(work, new Map([[mia, 2]]), 10);
  for (let n = 0; n < 300; n += 1) assert.notEqual(typeof work.enter(mia), 'string');
});

test("during one user's flood the ten others are all let in, and the user gets what is left", () => {
  const work = setUp();
  const rates = new Map([[mia, 1_000], ...ten.map((one): [Caller, number] => [one, 2])]);
  flood(work, rates, 5);
  const served = flood(work, rates, 10);
  for (const one of ten) assert.equal(served(one), 100);
  assert.ok(served(mia) > 5 && served(mia) < 10, `${served(mia)} %`);
  assert.ok(work.underWay() <= 16, `${work.underWay()} under way`);
});

test('a flood of many is cut to what can be done, and few are under way', () => {
  const work = setUp();
  const rates = new Map(Array.from({ length: 50 }, (_, n) => [user(`${n}`), 20]));
  flood(work, rates, 5);
  const served = flood(work, rates, 10);
  const all = [...rates.keys()].reduce((sum, one) => sum + served(one), 0) / rates.size;
  assert.ok(all > 7 && all < 10, `${all} % of ten times what can be done`);
  assert.ok(work.underWay() <= 16, `${work.underWay()} under way`);
});

test('strangers without number neither take what is asked for by who is known, nor all places', () => {
  const work = setUp();
  const forged = Array.from({ length: 1_000 }, (_, n) => stranger(`address-${n}`));
  const rates = new Map<Caller, number>([
    ...ten.map((one): [Caller, number] => [one, 2]),
    [mia, 500],
    ...forged.map((one): [Caller, number] => [one, 1]),
  ]);
  flood(work, rates, 5);
  const served = flood(work, rates, 10);
  for (const one of ten) assert.equal(served(one), 100);
  assert.ok(served(mia) > 3, `${served(mia)} %`);
});

test('who is known gets as much beside a hundred strangers as beside one', () => {
  const shop = server('shop');
  for (const strangers of [1, 10, 100]) {
    const work = setUp({ isFixed: true });
    const forged = Array.from({ length: strangers }, (_, n) => stranger(`address-${n}`));
    const rates = new Map<Caller, number>([
      [shop, 500],
      ...forged.map((one): [Caller, number] => [one, 2_000 / strangers]),
    ]);
    flood(work, rates, 5);
    // Of the hundred a second that can be done it's half.
    const served = flood(work, rates, 10)(shop);
    assert.ok(served > 9, `${served} % beside ${strangers}`);
  }
});

test('alone a server or a stranger has all places, a user no more than a user may', () => {
  for (const [caller, most] of [
    [server('shop'), 64],
    [stranger('address'), 64],
    [mia, 8],
  ] as const) {
    const work = setUp({ isFixed: true });
    flood(work, new Map([[caller, 2_000]]), 5);
    assert.equal(work.underWay(), most);
  }
});

test('strangers have half of the places while anybody known asks, and all of them afterwards', () => {
  const work = setUp({ isFixed: true });
  const flooding: [Caller, number] = [stranger('address'), 2_000];
  flood(work, new Map([[mia, 2], flooding]), 5);
  assert.ok(work.underWay() <= 33, `${work.underWay()} under way`);
  flood(work, new Map([flooding]), 5);
  assert.equal(work.underWay(), 64);
});

test('who waits for long in the queue of a flood is told, and who asks for little waits on', () => {
  const work = setUp({ most: 1, takesMs: 50 });
  flood(work, new Map([[mia, 1]]), 3);
  for (let n = 0; n < 40; n += 1) work.ask(mia);
  work.ask(ten[0] as Caller);
  const waiting = () => work.queue.filter(({ caller }) => caller === mia).length;
  assert.equal(waiting(), 40);
  work.pass(45);
  assert.equal(waiting(), 40, 'nobody has waited for long');
  work.pass(1_200);
  assert.equal(waiting(), 0);
  assert.equal(work.served.get(ten[0] as Caller), 1);
});

test('a body that comes slowly holds nobody’s place', () => {
  const work = setUp({ most: 2 });
  flood(work, new Map([[mia, 1_000]]), 3);
  for (const one of ten) assert.notEqual(typeof work.enter(one), 'string');
  work.pass(200);
  const served = flood(work, new Map([[mia, 1_000]]), 3);
  assert.ok(served(mia) > 5, `${served(mia)} %`);
});

test('two seconds after the last refusal it is over', () => {
  const work = setUp({ most: 1, takesMs: 100 });
  flood(work, new Map([[mia, 500]]), 3);
  assert.equal(work.ask(mia), false);
  work.pass(5_000);
  for (let n = 0; n < 5; n += 1) assert.equal(work.ask(mia), true);
});
