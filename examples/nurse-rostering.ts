// A roster: five nurses, a week of early, late and night shifts. First as few shifts as possible stay empty, then as many wishes as possible come true
// (solveLexicographic). Rules of a nurse's week are an automaton over the days: no early or late shift after a night, no more than three shifts in a row.

import { type BoolVar, CpModel, solveLexicographic, sum, type Transition, valueIn } from '../index.ts';

const [OFF, EARLY, LATE, NIGHT] = [0, 1, 2, 3];
const SHIFTS = [EARLY, LATE, NIGHT];
const days = 7;
const nurses = ['Ada', 'Ben', 'Cleo', 'Dan', 'Eve'];
const mostShifts = 5;
const wishes = [
  { nurse: 0, day: 5, shift: OFF },
  { nurse: 0, day: 6, shift: OFF },
  { nurse: 1, day: 0, shift: NIGHT },
  { nurse: 1, day: 1, shift: NIGHT },
  { nurse: 2, day: 2, shift: OFF },
  { nurse: 2, day: 3, shift: EARLY },
  { nurse: 3, day: 0, shift: NIGHT },
  { nurse: 3, day: 4, shift: LATE },
  { nurse: 4, day: 6, shift: OFF },
  { nurse: 4, day: 5, shift: NIGHT },
];

/** States: 3 * (shifts in a row) + (1 after a night, else 0); at most three in a row. */
function weekRules(): Transition[] {
  const transitions: Transition[] = [];
  for (const [worked, afterNight] of [0, 1, 2, 3].flatMap((w) => [[w, 0] as const, [w, 1] as const])) {
    const state = 3 * worked + afterNight;
    transitions.push([state, OFF, 0]);
    if (worked === 3) continue;
    const next = 3 * (worked + 1);
    if (afterNight === 0) transitions.push([state, EARLY, next], [state, LATE, next]);
    transitions.push([state, NIGHT, next + 1]);
  }
  return transitions;
}

const model = new CpModel('roster');
const rules = weekRules();
const states = [...new Set(rules.map(([tail]) => tail))];
const duty = nurses.map((name) => Array.from({ length: days }, (_, day) => model.newIntVar(0, 3, `${name} ${day}`)));

/** The literal of [duty = shift]. */
function has(nurse: number, day: number, shift: number): BoolVar {
  const literal = model.newBoolVar();
  model.add(duty[nurse]![day]!.eq(shift)).onlyEnforceIf(literal);
  model.add(duty[nurse]![day]!.ne(shift)).onlyEnforceIf(literal.not());
  return literal;
}

const works = nurses.map((_, nurse) =>
  Array.from({ length: days }, (_, day) => SHIFTS.map((shift) => has(nurse, day, shift))),
);
const empty: BoolVar[] = [];
for (let day = 0; day < days; day++) {
  for (let s = 0; s < SHIFTS.length; s++) {
    const isEmpty = model.newBoolVar(`shift ${s} of day ${day} is empty`);
    model.addExactlyOne(...works.map((week) => week[day]![s]!), isEmpty);
    empty.push(isEmpty);
  }
}
for (const [nurse, week] of duty.entries()) {
  model.addAutomaton(week, 0, states, rules);
  model.add(sum(works[nurse]!.flat()).le(mostShifts));
}
const granted = wishes.map(({ nurse, day, shift }) => has(nurse, day, shift));

const result = await solveLexicographic(model, [{ minimize: sum(empty) }, { maximize: sum(granted) }]);
if (result.objectives !== null) {
  const [unfilled, fulfilled] = result.objectives;
  console.log(`${result.status}: ${unfilled} shifts are empty, ${fulfilled} of ${wishes.length} wishes come true`);
  for (const [nurse, name] of nurses.entries()) {
    console.log(`${name.padEnd(5)} ${duty[nurse]!.map((day) => '-ELN'[valueIn(result, day)]).join(' ')}`);
  }
}
