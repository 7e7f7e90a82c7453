// The graph of a network as files hold it (format remat-graph/1): everything that occupies memory, not only what is scheduled.
//
// Four kinds of nodes:
//   compute     an operation; `size` bytes are newly allocated for all its outputs together
//   alias       a view or a part of the storage that `aliasOf` owns (reshape, one output of several): no memory, no time
//   parameter   weights and buffers, and what is computed from these alone: constant memory, shown, not scheduled
//   input       a batch of data, a constant, the gradient that comes in from outside
//
// Edges lead from what is read to what reads it. `order` is the order of execution, all nodes in it. The node that owns an alias may itself be an
// alias; the chain ends at the owner of the storage. Plain data, types only: io/remat-graph.ts reads and writes, network-graph.ts makes a ComputeGraph of it.

export type RematKind = 'compute' | 'alias' | 'parameter' | 'input';

export interface RematNode {
  /** A safe integer, unique in the graph; 0..n-1 where we write it. */
  readonly id: number;
  readonly name: string;
  /** The operation as its source calls it: aten.relu.default, Conv. */
  readonly op: string;
  readonly kind: RematKind;
  /** Bytes newly allocated; 0 for an alias. */
  readonly size: number;
  /** Cost of one execution in the graph's durationUnit; 0 for all that is not computed. */
  readonly duration: number;
  /** Floating-point operations, a multiply-add being two; 0 if unknown. */
  readonly flops: number;
  /** Bytes read and written. */
  readonly bytesMoved: number;
  /** max(1, ceil(time on the graph's device in ns)); 0 for all that is not computed. */
  readonly rooflineNs: number;
  readonly backward: boolean;
  /** Of parameters: param or buffer; of inputs: data, tangent or constant. */
  readonly role?: string;
  /** Of parameters: the name in the model. */
  readonly fqn?: string;
  /** Of aliases: the node whose storage (or whose owner's storage) this is. */
  readonly aliasOf?: number;
  /** Of aliases: bytes that stay in memory for it, all of a tensor or one output of several. */
  readonly tensorBytes?: number;
  /** One shape per output; null where it is not known. */
  readonly shape?: readonly (readonly number[] | null)[];
  /** One element type per output. */
  readonly dtype?: readonly string[];
  /** A second execution would give another result unless the state of the generator is kept: never recomputed. */
  readonly random?: boolean;
  /** "forbid": computed once in every schedule. */
  readonly recompute?: 'allow' | 'forbid';
}

export interface RematDevice {
  readonly name: string;
  readonly flops_per_s: number;
  readonly bytes_per_s: number;
}

export interface RematGraph {
  readonly format: 'remat-graph/1';
  readonly name: string;
  /** Where the graph comes from, for people. */
  readonly source: string;
  /** What rooflineNs was computed for; null if nothing is known. */
  readonly device: RematDevice | null;
  readonly durationUnit: string;
  readonly sizeUnit: string;
  readonly nodes: readonly RematNode[];
  readonly edges: readonly (readonly [source: number, target: number])[];
  /** Ids of all nodes in the order of execution. */
  readonly order: readonly number[];
  /** Ids of the nodes that are results: loss, gradients, changed buffers. */
  readonly outputs: readonly number[];
  /** As long as `outputs`: loss, grad, mutation, output. */
  readonly outputRoles: readonly string[];
}
