// Eight queens on a board, none of which attacks another: all solutions, one by one as they are found.

import { CpModel, solveEvents } from '../index.ts';

const n = 8;

const model = new CpModel('queens');
// the queen of each column stands in a row; rows, rising and falling diagonals are all different
const rows = Array.from({ length: n }, (_, column) => model.newIntVar(0, n - 1, `queen ${column}`));
model.addAllDifferent(rows);
model.addAllDifferent(rows.map((row, column) => row.plus(column)));
model.addAllDifferent(rows.map((row, column) => row.minus(column)));

for await (const event of solveEvents(model, { enumerateAllSolutions: true })) {
  if (event.type === 'solution') {
    const { values } = event.solution;
    // leaving the loop here would end the search
    if (values[0] === 0 && values[1] === 4) console.log(values.join(' '));
  } else if (event.type === 'result') {
    console.log(`${event.result.solutionCount} solutions (${event.result.status})`);
  }
}
