/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define FROB_A0 0
#define FROB_A1 1
#define FROB_A2 2
#define FROB_A3 3
#define FROB_A4 4
#define FROB_A5 5
#define FROB_A6 6
#define FROB_A7 7
#define FROB_A8 8
#define FROB_A9 9
#define FROB_B0 0
#define FROB_B1 1
#define FROB_B2 2
#define FROB_B3 3
#define FROB_B4 4
#define FROB_B5 5
#define FROB_B6 6
#define FROB_B7 7
#define FROB_B8 8
#define FROB_B9 9
enum frob_color {
	FROB_C0,
	FROB_C1,
	FROB_C2,
	FROB_C3,
	FROB_C4,
	FROB_C5,
	FROB_C6,
	FROB_C7,
	FROB_C8,
	FROB_C9,
};
struct frob_d0 {
	int x;
};
struct frob_d1 {
	int x;
};
struct frob_d2 {
	int x;
};
struct frob_d3 {
	int x;
};
struct frob_d4 {
	int x;
};
typedef int frob_e0;
typedef int frob_e1;
#define frob_f0(x) (x)
#define frob_f1(x) (x)
#define frob_f2(x) (x)
