// One small model in both syntaxes of FlatZinc, with everything in it that they have; for tests of the readers and of their robustness.

export const FLATZINC = `% a comment
predicate my_constraint(array [int] of var int: x, var set of 1..3: s);
array [1..2] of int: weights = [3,-4];
array [1..2] of set of int: sets = [1..2,{5,3}];
array [1..1] of float: prices = [1.5e3];
float: tax = 0.25;
int: most = 0x0C;
set of int: small = {1,2,3,7};
bool: yes = true;
var 0..9: x :: output_var;
var {2,4,6}: y:: var_is_introduced :: is_defined_var;
var bool: b :: output_var;
var int: copy = x;
var -3..-1: n;
array [1..3] of var int: xs :: output_array([1..1,0..2]) = [x,5,y];
array [1..0] of var bool: none :: output_array([1..0]) = [];
constraint int_lin_le(weights,[x,y],most) :: domain :: name("a \\"b\\"; c");
constraint set_in_reif(x,small,b);
constraint int_eq(y,4)::defines_var(y);
solve :: seq_search([int_search(xs,first_fail,indomain_min,complete),bool_search([b],input_order,indomain_max,complete)])
  maximize x;
`;

export const FLATZINC_JSON = `{
  "variables": {
    "x": { "type": "int", "domain": [[0, 9]] },
    "y": { "type": "int", "domain": [[2, 2], [4, 4], [6, 6]], "introduced": true, "defined": true },
    "b": { "type": "bool" },
    "copy": { "type": "int", "rhs": "x" }
  },
  "arrays": {
    "weights": { "a": [3, -4] },
    "xs": { "a": ["x", 5, "y"], "ann": [{ "id": "output_array", "args": [[{ "set": [[1, 3]] }]] }] }
  },
  "constraints": [
    { "id": "int_lin_le", "args": ["weights", ["x", "y"], 12], "ann": ["domain", { "id": "name", "args": [{ "string": "s" }] }] },
    { "id": "set_in_reif", "args": ["x", { "set": [[1, 3], [7, 7]] }, "b"] },
    { "id": "int_eq", "args": ["y", 4], "defines": "y" }
  ],
  "output": ["x", "b", "xs"],
  "solve": { "method": "maximize", "objective": "x",
    "ann": [{ "id": "int_search", "args": ["xs", "first_fail", "indomain_min", "complete"] }] },
  "version": "1.0"
}
`;
