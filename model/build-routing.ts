// The part of the builder that posts circuits and routes. The meaning of each is documented at its record in records-routing.ts.

import { checkInteger, checkList, ModelError, show } from './arguments.ts';
import { SequenceConstraintBuilder } from './build-sequences.ts';
import type { LinearExprLike, LiteralLike } from './expressions.ts';
import type { ConstraintHandle } from './handles.ts';
import type { CircuitConstraint, MultipleCircuitConstraint } from './model.ts';

/** An arc from a node to a node, chosen iff the literal is true. A loop that is chosen skips its node. */
export type ArcLike = readonly [tail: number, head: number, literal: LiteralLike];

export class RoutingConstraintBuilder extends SequenceConstraintBuilder {
  /** The chosen arcs form one circuit through all nodes but those whose loop is chosen. */
  addCircuit(arcs: readonly ArcLike[]): ConstraintHandle {
    return this.addArcs('circuit', arcs, 'addCircuit');
  }

  /** The chosen arcs form routes from node 0 back to node 0 that visit each other node once, but those whose loop is chosen. */
  addMultipleCircuit(arcs: readonly ArcLike[]): ConstraintHandle {
    return this.addArcs('multipleCircuit', arcs, 'addMultipleCircuit');
  }

  /** successors[i] comes after node i on one circuit through all nodes 0..n-1; with `allowLoops`, nodes with successors[i] = i are left out. */
  addSuccessorCircuit(
    successors: readonly LinearExprLike[],
    { allowLoops = false }: { readonly allowLoops?: boolean } = {},
  ): ConstraintHandle {
    if (typeof allowLoops !== 'boolean') {
      throw new ModelError(`addSuccessorCircuit: allowLoops must be true or false, got ${show(allowLoops)}`);
    }
    const exprs = this.lowering.affines(successors, 'addSuccessorCircuit: successors');
    return this.post({ kind: 'successorCircuit', successors: exprs, allowLoops });
  }

  private addArcs(
    kind: (CircuitConstraint | MultipleCircuitConstraint)['kind'],
    arcs: readonly ArcLike[],
    method: string,
  ): ConstraintHandle {
    const tails: number[] = [];
    const heads: number[] = [];
    const literals: number[] = [];
    for (const [k, arc] of checkList(arcs, `${method}: arcs`).entries()) {
      const [tail, head, literal] = checkList(arc, `${method}: arcs[${k}]`) as ArcLike;
      for (const [end, node] of Object.entries({ tail, head })) {
        if (checkInteger(node, `${method}: ${end} of arcs[${k}]`) < 0) {
          throw new ModelError(`${method}: ${end} of arcs[${k}] must be >= 0, got ${node}`);
        }
      }
      tails.push(tail);
      heads.push(head);
      literals.push(this.lowering.literal(literal, `${method}: literal of arcs[${k}]`));
    }
    return this.post({ kind, tails, heads, literals });
  }
}
