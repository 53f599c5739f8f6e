#if
#elif
#else
#endif
#endif
#else
#ifdef __KERNEL__
#if 1
#else
#define A 1
#endif
#else
#define B 1
#if !defined ( __KERNEL__ )
