/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An interface whose only purpose is to try everything that a host does. */
#ifndef PROBE_H
#define PROBE_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define PROBE_MEMORY (64 * 1024)

struct probe_sized { /* argsz: as VFIO has it */
	__u32 argsz;
	__u32 flags;
	__u64 sum; /* out: of all bytes behind the 8th that were given */
};

struct probe_copy {
	__u64 address;
	__u64 size;
	__u32 fill;
	__s32 eventfd; /* signalled when it is done, or -1 */
};

struct probe_numbered {
	__u64 one;
	__u64 two;
};

#define PROBE_VALUE    _IO('P', 1) /* gives back its argument + 1 */
#define PROBE_SIZED    _IO('P', 2)
#define PROBE_FILL     _IOW('P', 3, struct probe_copy)
#define PROBE_NUMBERED _IOWR('P', 4, struct probe_numbered) /* two = one; sizes may differ */
#define PROBE_STREAM   _IO('P', 5)                          /* a new file: a stream */
#define PROBE_FEED     _IO('P', 6) /* so many bytes come into the stream, in so many ms */
#define PROBE_OPEN     _IO('P', 7) /* how many files are open */
#define PROBE_WAIT     _IO('P', 8) /* takes so many ms */

#endif
