/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Device models: what `unbroken host` serves to unmodified programs in place of a kernel.
 *
 * A model is a table of functions.  The host starts the program (the client) under a seccomp
 * filter, gets its calls on the files that the model has given it, copies in their arguments by
 * the size rule of each command, and asks the model.  It is compiled in, or a shared object that
 * defines unbroken_device_model, which `--device ./FILE.so` loads.
 *
 * All functions of a model are called one after the other, never two at a time, and must not
 * block: a call that has to wait returns UNBROKEN_LATER and is answered later.  (They are called by
 * two threads, one for calls and one for all else.)  Results are 0 or more, or a negative errno,
 * as in a kernel.
 *
 * A model never touches the memory of a client except through the functions here.  Whatever it is
 * given was written by a client that may be hostile: sizes are checked, contents are not.  An
 * argument is copied once, so it does not change any more; what is read from an address a second
 * time may be different.
 */
#ifndef UNBROKEN_DEVICE_H
#define UNBROKEN_DEVICE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Marks what the host gives to models. */
#define UNBROKEN_HOST_API __attribute__((visibility("default")))

/* The answer to a call will be given by unbroken_call_finish(). No errno is so large. */
#define UNBROKEN_LATER (-4096)

struct unbroken_device; /* a device: what one --device made of a model */
struct unbroken_client; /* a process that uses it */
struct unbroken_file;   /* an open file of it, shared by all descriptors of clients for it */
struct unbroken_call;   /* a call of a client that waits for its answer */

/* --- Commands --- */

/* How many bytes the argument of a command has, and who says so. */
enum unbroken_size_rule {
	/* There is none, or it is a number: unbroken_call_value(). */
	UNBROKEN_SIZE_VALUE = 0,
	/* @known, as _IO() of interfaces without a rule, or the size bits of the number. */
	UNBROKEN_SIZE_FIXED = 1,
	/*
	 * Its first four bytes tell, as argsz in VFIO: less than @minimum is EINVAL, more than
	 * @maximum E2BIG.  What is given beyond @known is handed to the model and not checked.
	 */
	UNBROKEN_SIZE_ARGSZ = 2,
	/*
	 * Its first four bytes tell, as size in iommufd: less than @minimum is EINVAL, a byte
	 * beyond @known that is not 0 is E2BIG, and so is more than @maximum.
	 */
	UNBROKEN_SIZE_FIRST = 3,
	/* The size bits of the number tell, and all sizes are the same command; else as FIRST. */
	UNBROKEN_SIZE_NUMBER = 4,
};

/* Flags of a command: the argument is read from the client, is written back to it. */
#define UNBROKEN_COMMAND_IN  1
#define UNBROKEN_COMMAND_OUT 2

/* One ioctl command of a file. */
struct unbroken_command {
	uint32_t number;  /* what _IO*() composed */
	uint32_t rule;    /* enum unbroken_size_rule */
	uint32_t minimum; /* bytes: as large as it was when it was first published */
	uint32_t known;   /* bytes: the struct as the model knows it */
	uint32_t maximum; /* bytes that are accepted at all; 0: @known */
	uint32_t flags;   /* UNBROKEN_COMMAND_* */
	const char *name; /* "VFIO_DEVICE_GET_INFO": for faults and the log */
	/*
	 * @argument has @size bytes (those that the client told, within the limits), and at least
	 * @known, of which those that the client does not have are 0.  With UNBROKEN_COMMAND_OUT
	 * its first bytes are written back if the result is not negative: as many as the client
	 * has, at most @known, or what unbroken_call_give() says.
	 */
	long (*run)(struct unbroken_call *call, void *argument, size_t size);
};

/* --- Files --- */

/* What a file of a model does.  Functions may be NULL: the call fails as on a file that cannot. */
struct unbroken_file_operations {
	size_t size;      /* sizeof(struct unbroken_file_operations) */
	const char *name; /* "vfio-device": for the log */
	const struct unbroken_command *commands;
	size_t n_commands;
	/* A command that is in no table; NULL: ENOTTY. */
	long (*ioctl)(struct unbroken_call *call, uint32_t number, uint64_t argument);
	/*
	 * At most @size bytes; @offset: of a pread(), or the file's own position, which the host
	 * keeps.  -1: the file is a stream (see UNBROKEN_FILE_STREAM).  The result is how many
	 * bytes there are.
	 */
	long (*read)(struct unbroken_call *call, void *to, size_t size, int64_t offset);
	long (*write)(struct unbroken_call *call, const void *from, size_t size, int64_t offset);
	/* Whether @length bytes at @offset of the file's memory may be mapped: 0 or an errno. */
	long (*mmap)(struct unbroken_call *call, uint64_t offset, uint64_t length, int protection);
	/* The last descriptor is gone, also because the last client that had it ended. */
	void (*close)(struct unbroken_file *file);
};

/* Flags of unbroken_call_open(). */
#define UNBROKEN_FILE_STREAM    1 /* no position: pread(), pwrite() and lseek() are ESPIPE */
#define UNBROKEN_FILE_READ      2 /* may be read; else EBADF */
#define UNBROKEN_FILE_WRITE     4 /* may be written; else EBADF */
#define UNBROKEN_FILE_NONBLOCK  8 /* O_NONBLOCK */
#define UNBROKEN_FILE_CLOEXEC   16
#define UNBROKEN_FILE_CHARACTER 32 /* fstat() says that it is a character device, see below */

/*
 * Gives the client a descriptor for a new file of the device that is asked, with @data for the
 * model.  @memory: a memfd that holds the file's bytes for mmap(), which the file owns from now
 * on, or -1.  The result is the descriptor's number in the client; it is there once the call has
 * succeeded.  If the call fails after all, close() is called and nobody has seen it.  -EMFILE: no
 * more can be had; then there is no file, and @memory is closed.
 */
UNBROKEN_HOST_API long unbroken_call_open(struct unbroken_call *call,
					  const struct unbroken_file_operations *operations,
					  void *data, int memory, uint32_t flags);

/* With UNBROKEN_FILE_CHARACTER: what fstat() gives as st_rdev. */
UNBROKEN_HOST_API void unbroken_file_set_device_number(struct unbroken_file *file, uint32_t major,
						       uint32_t minor);

/* The @data of a file. */
UNBROKEN_HOST_API void *unbroken_file_data(const struct unbroken_file *file);
/* Whether O_NONBLOCK is set; a client can change it. */
UNBROKEN_HOST_API int unbroken_file_is_nonblocking(const struct unbroken_file *file);
/* What poll() says of the file from now on: POLLIN, POLLOUT, POLLRDHUP, ...; at first nothing. */
UNBROKEN_HOST_API void unbroken_file_set_ready(struct unbroken_file *file, uint32_t events);

/* --- Calls --- */

/* The file that the call is about; NULL in open() of a model. */
UNBROKEN_HOST_API struct unbroken_file *unbroken_call_file(const struct unbroken_call *call);
/* The model's state, of the device that is asked. */
UNBROKEN_HOST_API void *unbroken_call_state(const struct unbroken_call *call);
/* Who calls. */
UNBROKEN_HOST_API struct unbroken_client *unbroken_call_client(const struct unbroken_call *call);
/* The argument of a command as the number that it is: an address, mostly. */
UNBROKEN_HOST_API uint64_t unbroken_call_value(const struct unbroken_call *call);

/* How many bytes of the argument are written back, from its start; at most what run() was given. */
UNBROKEN_HOST_API void unbroken_call_give(struct unbroken_call *call, size_t size);

/* Bytes of the calling client.  0, or -EFAULT if not all of them are there; also if it ended. */
UNBROKEN_HOST_API int unbroken_call_read(struct unbroken_call *call, uint64_t address, void *to,
					 size_t size);
UNBROKEN_HOST_API int unbroken_call_write(struct unbroken_call *call, uint64_t address,
					  const void *from, size_t size);

/*
 * The open file behind a descriptor of the client, an eventfd for example, as a descriptor of ours
 * that the model is to close.  -EBADF if there is none.
 */
UNBROKEN_HOST_API int unbroken_call_take_descriptor(struct unbroken_call *call, int descriptor);

/* The file of this host behind a descriptor of the client; NULL if it is none. */
UNBROKEN_HOST_API struct unbroken_file *unbroken_call_find_file(struct unbroken_call *call,
								int descriptor);

/*
 * Answers a call that returned UNBROKEN_LATER, with what its function would have returned; @call
 * ends with it.  In between read() may have filled its buffer, and run() its argument: both stay.
 */
UNBROKEN_HOST_API void unbroken_call_finish(struct unbroken_call *call, long result);
/* Called once if the client ends or is interrupted while its call waits; @call ends with it. */
UNBROKEN_HOST_API void
unbroken_call_on_cancel(struct unbroken_call *call,
			void (*cancel)(struct unbroken_call *call, void *data), void *data);

/* --- Clients --- */

/* Keeps a client beyond the call, for DMA; ended by unbroken_client_drop(). */
UNBROKEN_HOST_API struct unbroken_client *unbroken_client_keep(struct unbroken_client *client);
UNBROKEN_HOST_API void unbroken_client_drop(struct unbroken_client *client);
/* Whether its pointers and longs have four bytes. */
UNBROKEN_HOST_API int unbroken_client_is_32bit(const struct unbroken_client *client);
/* Its bytes, as in unbroken_call_read(), at any time. */
UNBROKEN_HOST_API int unbroken_client_read(struct unbroken_client *client, uint64_t address,
					   void *to, size_t size);
UNBROKEN_HOST_API int unbroken_client_write(struct unbroken_client *client, uint64_t address,
					    const void *from, size_t size);

/* --- Devices --- */

/* An option of a model: --device NAME,OPTION=VALUE. */
struct unbroken_device_option {
	const char *name;
	const char *value;   /* for the help: "SIZE"; NULL: a switch without a value */
	const char *initial; /* what it is without the option; NULL: not given */
	const char *summary; /* one line */
};

/* The value of an option: as given, or as it is initially; of a switch "" if it was given. */
UNBROKEN_HOST_API const char *unbroken_device_get(const struct unbroken_device *device,
						  const char *option);
/*
 * The same as a number of bytes ("64K", "1M", "2G"), or as a number ("7", "0x10").  0, or -EINVAL
 * after saying what is wrong.
 */
UNBROKEN_HOST_API int unbroken_device_get_size(const struct unbroken_device *device,
					       const char *option, uint64_t *value);
UNBROKEN_HOST_API int unbroken_device_get_number(const struct unbroken_device *device,
						 const char *option, uint64_t *value);

/* Tells the user what is wrong with an option or the machine, or (with -v) what happens. */
UNBROKEN_HOST_API void unbroken_device_complain(const struct unbroken_device *device,
						const char *format, ...)
	__attribute__((format(printf, 2, 3)));
UNBROKEN_HOST_API void unbroken_device_note(const struct unbroken_device *device,
					    const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Calls @work in @milliseconds, once.  The result names it for unbroken_device_cancel(), which
 * does nothing if it was called already.  What waits when the device ends is never called.
 */
UNBROKEN_HOST_API uint32_t unbroken_device_after(struct unbroken_device *device,
						 uint32_t milliseconds, void (*work)(void *data),
						 void *data);
UNBROKEN_HOST_API void unbroken_device_cancel(struct unbroken_device *device, uint32_t work);
/* Calls @ready each time that our descriptor has something to read, until it is watched no more. */
UNBROKEN_HOST_API uint32_t unbroken_device_watch(struct unbroken_device *device, int descriptor,
						 void (*ready)(void *data), void *data);

/* The model. */
struct unbroken_device_model {
	size_t size;         /* sizeof(struct unbroken_device_model) */
	const char *name;    /* --device NAME */
	const char *summary; /* one line */
	const struct unbroken_device_option *options;
	size_t n_options;
	/* Makes *state.  0, or a negative errno after unbroken_device_complain(). */
	int (*create)(struct unbroken_device *device, void **state);
	/* All files are closed. */
	void (*destroy)(void *state);
	/* Whether the device has a file of this name, an absolute path, for stat() and access(). */
	int (*has_path)(void *state, const char *path);
	/* A client opens one that it has: the result of unbroken_call_open(), or an errno.
	 * @flags: O_*. */
	long (*open)(struct unbroken_call *call, const char *path, int flags);
	/*
	 * A folder of the machine in which programs look for such devices, such as
	 * /sys/bus/pci/devices; or NULL.  Clients see a stand-in for it, with the entries of the
	 * machine, in which fill_folder() makes that of the device: 0, or a negative errno.
	 */
	const char *folder;
	int (*fill_folder)(void *state, const char *stand_in);
};

/* What a shared object defines. */
extern const struct unbroken_device_model unbroken_device_model;

#ifdef __cplusplus
}
#endif

#endif
