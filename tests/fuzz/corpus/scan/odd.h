#define A 1\
2\
3 /* x
y */ + "a\"b" // c \
d
#define B(x
#define C(x,...) x
#define 5
#undef
#undef A
#include <
#include "
#include NAME
#error it's
%:define D
# 12 "x.h"
