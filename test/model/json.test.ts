// Export and import: the round trip is exact, and nothing invalid gets in.

import { describe, expect, it } from 'vitest';
import { ModelError } from '../../model/arguments.ts';
import { CpModel } from '../../model/build.ts';
import { exportModel, importModel } from '../../model/json.ts';
import { MAX_VALUE, MODEL_FORMAT } from '../../model/model.ts';
import { randomModel } from '../support/random-model.ts';

describe('export and import', () => {
  it('give back equal data for 300 random models, as does structuredClone', () => {
    for (let seed = 0; seed < 300; seed++) {
      const data = randomModel(`json:${seed}`);
      expect(importModel(exportModel(data)), `seed ${seed}`).toStrictEqual(data);
      expect(importModel(JSON.parse(JSON.stringify(data)))).toStrictEqual(data);
      expect(structuredClone(data)).toStrictEqual(data);
    }
  });

  it('keep what is hard to write: extreme values, odd names, no variables', () => {
    const model = new CpModel('quotes " and \u2028 lines\n');
    expect(importModel(exportModel(model.data))).toStrictEqual(model.data);
    const x = model.newIntVar(-MAX_VALUE, MAX_VALUE, '__proto__');
    model.add(x.le(0)).withName('Schlüssel');
    expect(importModel(exportModel(model.data))).toStrictEqual(model.data);
  });

  it('write one record per line', () => {
    const model = new CpModel();
    const x = model.newIntVar(0, 3, 'x');
    model.add(x.ge(1));
    model.minimize(x);
    expect(exportModel(model.data)).toBe(`{
"format": "${MODEL_FORMAT}",
"variables": [
{"name":"x","domain":[0,3]}
],
"intervals": [],
"constraints": [
{"kind":"linear","vars":[0],"coeffs":[1],"domain":[1,${MAX_VALUE}]}
],
"objective": {"vars":[0],"coeffs":[1],"offset":0}
}
`);
  });

  it('reject what is no model, with the first problem', () => {
    expect(() => importModel('{')).toThrow(/^the model is not JSON: /);
    expect(() => importModel(() => 3)).toThrow(ModelError);
    expect(() => importModel('[]')).toThrow('model: the model must be an object, got a list of 0');
    expect(() => importModel('{"format":"moccasin-model/2"}')).toThrow(ModelError);
    const text = exportModel(randomModel(1)).replace('"kind":"', '"kind":"non');
    expect(() => importModel(text)).toThrow('unknown kind "non');
    const polluted = `{"__proto__":{"polluted":1},${exportModel(randomModel(1)).slice(1)}`;
    expect(() => importModel(polluted)).toThrow('unknown field "__proto__"');
  });
});

describe('CpModel', () => {
  function withEverything(): CpModel {
    const model = new CpModel('all');
    const x = model.newIntVar(0, 5, 'x');
    const a = model.newBoolVar('a');
    model.add(x.le(3)).onlyEnforceIf(a);
    model.addHint(x, 2).addAssumptions(a).minimize(x);
    model.addDecisionStrategy([x], 'chooseFirst', 'selectMaxValue');
    return model;
  }

  it('fromJSON takes text or parsed JSON and goes on building', () => {
    const model = withEverything();
    for (const json of [exportModel(model.data), JSON.stringify(model), JSON.parse(JSON.stringify(model))]) {
      const copy = CpModel.fromJSON(json);
      expect(copy.data).toStrictEqual(model.data);
      copy.add(copy.intVarAt(0).ge(1)).onlyEnforceIf(copy.boolVarAt(1).not());
      expect(copy.data.constraints).toHaveLength(2);
      copy.addHint(copy.intVarAt(0), 3);
      expect(copy.data.hints).toEqual({ vars: [0], values: [3] });
    }
    expect(model.data.constraints).toHaveLength(1);
    expect(() => CpModel.fromJSON('{}')).toThrow(ModelError);
  });

  it('clone is independent', () => {
    const model = withEverything();
    const before = structuredClone(model.data);
    const copy = model.clone();
    expect(copy.data).toStrictEqual(before);
    copy.newBoolVar();
    copy.addBoolOr(copy.boolVarAt(1));
    copy.addHint(copy.intVarAt(0), 4).clearObjective().clearAssumptions();
    expect(model.data).toStrictEqual(before);
    expect(() => copy.add(model.intVarAt(0).le(1))).toThrow('belongs to another model');
  });
});
