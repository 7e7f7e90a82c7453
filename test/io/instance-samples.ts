// Small instances in each format that is read, as texts that tests change before they read them.

/** Jobs 1 and 5 are dummies: 1 before 2 and 3, both before 4. */
export const PSPLIB = `************************************************************************
file with basedata            : tiny.bas
initial value random generator: 1
************************************************************************
projects                      :  1
jobs (incl. supersource/sink ):  5
horizon                       :  9
RESOURCES
  - renewable                 :  2   R
  - nonrenewable              :  0   N
  - doubly constrained        :  0   D
************************************************************************
PROJECT INFORMATION:
pronr.  #jobs rel.date duedate tardcost  MPM-Time
    1      3      0        7        1        7
************************************************************************
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          2           2   3
   2        1          1           4
   3        1          1           4
   4        1          1           5
   5        1          0
************************************************************************
REQUESTS/DURATIONS:
jobnr. mode duration  R 1  R 2
------------------------------------------------------------------------
  1      1     0       0    0
  2      1     3       2    1
  3      1     2       2    0
  4      1     4       1    1
  5      1     0       0    0
************************************************************************
RESOURCEAVAILABILITIES:
  R 1  R 2
    3    1
************************************************************************
`;

/** The same project. */
export const PATTERSON = `5 2
3 1

0 0 0 2 2 3
3 2 1 1 4
2 2 0 1 4
4 1 1 1 5
0 0 0 0
`;

/** The same jobs 0 to 4, where job 2 starts at most 1 after job 1. */
export const PROGEN = `3	2	0	0
0	1	2	1	2	[0]	[0]
1	1	1	3	[3]
2	1	2	3	1	[2]	[-1]
3	1	1	4	[4]
4	1	0
0	1	0	0	0
1	1	3	2	1
2	1	2	2	0
3	1	4	1	1
4	1	0	0	0
4	1
`;

/** Two jobs, three machines. */
export const JSPLIB = `# a comment
2 3
0 3  1 2  2 2
0 2  2 1  1 4
`;

/** Two jobs, three machines, with an average in the first line. */
export const FJSPLIB = `2 3 1.5
2  2 1 3 2 4  1 3 2
1  3 1 5 2 6 3 1
`;

export const DIMACS = `c a comment
p cnf 4 3
1 -2 0
c between clauses
2 3
c within one
-4 0 -1
`;

/** The jobs of JSPLIB above in Taillard's layout, as his files have it. */
export const TAILLARD = `Nb of jobs, Nb of Machines, Time seed, Machine seed, Upper bound, Lower bound :
           2            3    840612802    398197754         9            7
Times :
  3  2  2
  2  1  4
Machines :
  1  2  3
  1  3  2
`;
