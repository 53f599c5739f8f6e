#ifndef LIMIT
#define LIMIT 16
#endif
int a[LIMIT];
