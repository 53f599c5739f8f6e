#define A (B + 1)
#define B (A << 1)
#define C ((((((((1))))))))
#define D -0x80000000
#define E 0x
#define F 08
#define G 1) + (2
#define H } int x; {
