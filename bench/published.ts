// What others have published, or have been measured at, for the rows of the benchmark: the only place for such numbers.
//
// Values are kept as they are printed: '0.8' stands for whatever rounds to it, so a comparison can use the same digits (targets.ts).
//
//   Moccasin     Bartan, Li, Teague, Lott & Dilkina, ICML 2023 (poster; FastSA's table 1 restates it): CP-SAT, input order, C = 2, 16 cores, 32 GB, limits of
//                30 or 60 minutes; times of about 1800 and 3600 s are the limits
//   Checkmate    the MILP of Jain et al., MLSys 2020, as run by Moccasin's authors on the same machine
//   CP-SAT       measured, not published: OR-tools 9.15 on a 2-core machine, 120 s to find a schedule and 120 s to improve it
//   FastSA       Imanishi, Xu, Takagi, Wang & Castillo, NeurIPS 2023, table 1: free order, any number of computations, one core of a Xeon 8380
//   prototype    measured, not published: a plain annealer of staged schedules in C++, 12 s on one core
// Nobody publishes a lower bound for any of these.

export interface PublishedValue {
  /** Total duration increase in per cent, as printed. */
  readonly tdi: string;
  readonly seconds: number;
}

export interface InputOrderValues {
  readonly moccasin: PublishedValue;
  /** Null: no schedule within its limit. */
  readonly checkmate: PublishedValue | null;
  /** Authors' model as it stands, 2 workers; and with hints, without presolve, 8 workers. "-": no schedule; empty: not run. */
  readonly cpsat: { readonly authors: string; readonly tuned: string };
}

export interface FreeOrderValues {
  readonly fastsa: PublishedValue;
  /** Peak in per cent of that of the input order; above the budget where it was missed. */
  readonly memoryPercent: number;
  /** An order without recomputation is known, so 0 is the optimum. */
  readonly zeroExists: boolean;
}

/** By row, "rlg1 0.9". */
export const INPUT_ORDER: Readonly<Record<string, InputOrderValues>> = {
  'rlg1 0.9': input('0.8', 9.3, ['0.8', 18.5], '0.7892 optimal (40)'),
  'rlg1 0.8': input('2.3', 9.5, ['2.3', 22.7], '2.2965 optimal (45)'),
  'rlg2 0.9': input('0.9', 55, ['0.9', 685.1], '-', '0.9039'),
  'rlg2 0.8': input('4.9', 639.5, null, '-', '-'),
  'rlg3 0.9': input('0.7', 1803.3, null, '-', '-'),
  'rlg3 0.8': input('3.4', 1804.8, null, '-'),
  'rlg4 0.9': input('0.7', 3612.9, null, '-', '-'),
  'rlg4 0.8': input('3.4', 3611.8, null, '-'),
  'cm1 0.9': input('0.0', 3.1, ['0.0', 6.3], '0.0294 optimal (13)'),
  'cm1 0.8': input('0.1', 3.1, ['0.1', 5.6], '0.1361 optimal (14)'),
  'cm2 0.9': input('0.2', 65.2, ['0.1', 434.1], '-'),
  'cm2 0.8': input('0.3', 69.3, ['0.3', 485.3], '-', '0.6027'),
};

export const FREE_ORDER: Readonly<Record<string, FreeOrderValues>> = {
  'rlg1 0.9': free('0.0', 79.4, 11.7, true),
  'rlg1 0.8': free('0.3', 79.4, 11.5, true),
  'rlg1 0.7': free('2.2', 77.3, 12),
  'rlg2 0.9': free('0.0', 77.3, 15.1, true),
  'rlg2 0.8': free('0.0', 72.2, 15, true),
  'rlg2 0.7': free('2.6', 68.9, 14.5),
  'rlg3 0.9': free('0.03', 87.4, 21, true),
  'rlg3 0.8': free('2.3', 78.6, 20.9),
  'rlg3 0.7': free('4.8', 73.5, 21.2),
  'rlg4 0.9': free('0.4', 87.5, 36),
  'rlg4 0.8': free('2.5', 78.4, 36.3),
  'rlg4 0.7': free('7.4', 70, 36.5),
  'cm1 0.9': free('0.1', 75.3, 9.4),
  'cm1 0.8': free('0.1', 75.1, 9.7),
  'cm1 0.7': free('3.0', 62.3, 9.7),
  'cm2 0.9': free('0.2', 86.2, 10.9),
  'cm2 0.8': free('0.4', 76.6, 10.9),
  'cm2 0.7': free('0.8', 66.8, 11),
};

/** The prototype's TDI in per cent at the shares 0.8 and 0.6; null: it found no schedule. */
export const TORCH_PROTOTYPE: Readonly<Record<string, readonly [string, string | null]>> = {
  bert_base_b16_s256: ['0.0760', '0.4857'],
  deeplabv3_resnet50_b8_512: ['0.0682', '0.1465'],
  densenet121_b32_224: ['0.4671', '0.9014'],
  efficientnet_b0_b64_224: ['1.6640', '3.3281'],
  fcn_resnet50_b8_512: ['0.0766', '0.1653'],
  lstm_seq2seq_b64_s24: ['0.1614', null],
  mamba_b8_s48: ['0.1567', '0.5578'],
  mobilenet_v3_large_b64_224: ['1.6153', '3.4485'],
  resnet152_b16_224: ['0.1679', '0.9055'],
  resnet18_b32_224: ['0.1192', '0.2439'],
  resnet50_b32_224: ['0.2107', '0.4626'],
  swin_t_b32_224: ['0.2606', '1.3220'],
  t5_small_b8_s256: ['0.1155', '0.2752'],
  tinycnn: ['0.6576', '3.2053'],
  tinytransformer: ['0.7087', '7.7975'],
  tinyunet: ['0.9981', '1.9701'],
  unet_b4_512: ['0.0697', '0.1389'],
  vgg16_b32_224: ['0.0430', '2.2552'],
};

/** The prototype's TDI for a torch graph at a share, as printed; null where there is none. */
export function prototypeTdi(graph: string, share: number): string | null {
  const [at80 = null, at60 = null] = TORCH_PROTOTYPE[graph] ?? [];
  return share === 0.8 ? at80 : share === 0.6 ? at60 : null;
}

function input(
  tdi: string,
  seconds: number,
  checkmate: readonly [tdi: string, seconds: number] | null,
  authors: string,
  tuned = '',
): InputOrderValues {
  return {
    moccasin: { tdi, seconds },
    checkmate: checkmate === null ? null : { tdi: checkmate[0], seconds: checkmate[1] },
    cpsat: { authors, tuned },
  };
}

function free(tdi: string, memoryPercent: number, seconds: number, zeroExists = false): FreeOrderValues {
  return { fastsa: { tdi, seconds }, memoryPercent, zeroExists };
}
