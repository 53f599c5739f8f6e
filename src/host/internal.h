/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the files of src/host share. */
#ifndef UNBROKEN_HOST_INTERNAL_H
#define UNBROKEN_HOST_INTERNAL_H

#include <pthread.h>
#include <sys/types.h>

#include "host/event.h"
#include "host/host.h"
#include "host/loop.h"
#include "host/notify.h"
#include "host/range.h"
#include "host/syscalls.h"

struct host {
	struct host_voice voice;
	pthread_mutex_t lock; /* of all that follows, and of all devices */
	struct loop *loop;
	gboolean watches_all;            /* descriptors at any number */
	struct descriptor_range given;   /* numbers of descriptors that we choose, */
	struct descriptor_range watched; /* and of those that may be ours */
	struct notifier notifier;
	GPtrArray *devices;    /* struct unbroken_device, in the order in which they were added */
	GHashTable *files;     /* struct file_key -> struct unbroken_file */
	GHashTable *clients;   /* process -> struct unbroken_client */
	GHashTable *threads;   /* thread -> struct unbroken_client */
	GPtrArray *doubtful;   /* files of which a descriptor may have been the last */
	GPtrArray *waiting;    /* calls that are answered later */
	guint32 doubt;         /* the timer that looks at the doubtful ones again, or 0 */
	void *spare;           /* a buffer for a transfer that nobody uses now, or NULL */
	struct events *events; /* NULL: descriptors of clients can be taken */
	gboolean has_told_numbers; /* that descriptors keep to the range: once is enough */
	pid_t root;                /* the program itself */
	pthread_t receiver;        /* the thread that receives calls, while */
	gint receives;             /* atomic: it does, and */
	gint is_over;              /* atomic: it is to end */
	int status;                /* of it: as waitpid() gives it; -1: it still runs */
};

/* --- Devices (device.c) ------------------------------------------------------- */

/* Something to do to the Nth calls of a name, see fault.h. */
struct fault;

struct unbroken_device {
	struct host *host;
	const struct unbroken_device_model *model;
	char *name; /* for messages: "vfio", "vfio#2" */
	void *state;
	gboolean is_made;
	GHashTable *values; /* option -> value, as given */
	GPtrArray *faults;  /* struct fault */
	void *library;      /* of a shared object, or NULL */
};

void device_free(struct unbroken_device *device);
/* The device that has a file called @path, or NULL. */
struct unbroken_device *device_of_path(const struct host *host, const char *path);

/* --- Clients (client.c) ------------------------------------------------------- */

struct unbroken_client {
	struct host *host;
	gint references;
	pid_t process;
	int pidfd; /* -1: it has ended */
	gboolean is_32bit;
	guint32 watch;
	struct unbroken_file *
		*known; /* by number in what is watched: who was seen there, or NULL */
};

/* Who made the notification: the process that its thread belongs to.  NULL: it ended. */
struct unbroken_client *client_of(struct host *host, pid_t thread, guint32 arch);
void client_free_all(struct host *host);
/* What a client's descriptors are has changed: all of them, or that of one number. */
void client_forget_files(struct unbroken_client *client);
void client_forget_number(struct unbroken_client *client, guint32 number);
/* It has, or will have, @file at @number, which is watched. */
void client_know_number(struct unbroken_client *client, guint32 number, struct unbroken_file *file);
/* No client knows @file any more. */
void clients_forget_file(struct host *host, const struct unbroken_file *file);

/* --- Files (file.c) ----------------------------------------------------------- */

struct file_key {
	dev_t device;
	ino_t inode;
};

struct unbroken_file {
	struct file_key key; /* first: files are found by it */
	struct unbroken_device *device;
	const struct unbroken_file_operations *operations;
	void *data;
	guint32 flags; /* UNBROKEN_FILE_* */
	int backing;   /* ours, of what clients have */
	int peer;      /* the other end of a socket, or -1: it has memory */
	guint32 ready;
	gint64 position;
	guint32 major, minor; /* with UNBROKEN_FILE_CHARACTER */
	guint32 doubt;        /* milliseconds until it is looked for again */
	GArray *numbers;      /* guint32: those that clients may have it at */
};

/* A file that nobody has yet, with @memory or a socket behind it; NULL: no more can be had. */
struct unbroken_file *file_new(struct unbroken_device *device,
			       const struct unbroken_file_operations *operations, void *data,
			       int memory, guint32 flags);
/* Ends it; the model is told. */
void file_close(struct unbroken_file *file);
/* The same for one that the model never got. */
void file_drop(struct unbroken_file *file);
/* What @client has at @descriptor; NULL if that is none of ours. */
struct unbroken_file *file_find(struct unbroken_client *client, guint32 descriptor);
/* A descriptor of @file was, or is about to be, closed. */
void file_doubt(struct unbroken_file *file);
void files_doubt_all(struct host *host);
/* Ends those doubtful files that nobody has; asks again later where that is not certain. */
void files_settle(struct host *host);
/* The same, once the kernel had the time to do what it was told to. */
void files_settle_later(struct host *host);
/* A number that @client has nothing at; 0: all are in use. */
guint32 file_free_number(struct unbroken_client *client);

/* --- Calls (call.c and others) -------------------------------------------------- */

/* A descriptor that a call gives to its client when it succeeds. */
struct gift {
	struct unbroken_file *file;
	guint32 number;
	gboolean is_new; /* the file ends if the call fails */
	gboolean close_on_exec;
};

enum answer {
	ANSWER_RESULT,   /* call->result */
	ANSWER_CONTINUE, /* the kernel does it */
	ANSWER_LATER,
};

struct unbroken_call {
	struct host *host;
	guint64 id;
	pid_t thread;
	struct unbroken_client *client; /* kept */
	struct unbroken_device *device; /* NULL until it is known */
	struct unbroken_file *file;     /* NULL: none */
	enum syscall syscall;
	guint64 arguments[6]; /* those of the system call */
	gint64 result;
	const char *name; /* "VFIO_DEVICE_GET_INFO", "read": for the log and faults */

	/* ioctl(): the argument. */
	const struct unbroken_command *command;
	guint64 address;
	void *buffer;       /* of reads and writes, too */
	gboolean has_spare; /* it is to be kept for the next transfer */
	gsize size;         /* that the client told */
	gsize given;        /* to be written back */

	/* For whoever decodes it, else NULL: what the client gave, and what it has then. */
	void *told, *left;
	gsize told_size, left_size;

	/* read() and write(): where in the client. */
	GArray *parts;    /* struct part */
	gint64 offset;    /* in the file; -1: it is a stream */
	gint64 *position; /* to be moved by the result, or NULL */

	GArray *gifts; /* struct gift */

	/* How the answer is finished once the model has given its result. */
	gint64 (*finish)(struct unbroken_call *call, gint64 result);
	void (*cancel)(struct unbroken_call *call, void *data);
	void *cancel_data;
	gint64 (*ask)(struct unbroken_call *call); /* what is done after a delay: */
	guint32 delay;                             /* the timer, or 0 */
	gint64 begun;                              /* g_get_monotonic_time(), for the log */
};

/* More is transferred by several calls: short counts are what every program must bear. */
#define TRANSFER_BYTES (1024 * 1024)

/* A stretch of a client's memory. */
struct part {
	guint64 address, length;
};

/* Handles what notifier->request is. */
void call_handle(struct host *host);
/* Gives the answer and ends the call. */
void call_complete(struct unbroken_call *call, gint64 result);
/* Calls of a client that ended. */
void calls_cancel(struct host *host, const struct unbroken_client *client);

/* Those that a name of a file, a descriptor or a stretch of memory makes ours. */
enum answer call_ioctl(struct unbroken_call *call);
enum answer call_read(struct unbroken_call *call);
enum answer call_write(struct unbroken_call *call);
enum answer call_seek(struct unbroken_call *call);
enum answer call_map(struct unbroken_call *call);
enum answer call_open(struct unbroken_call *call);
enum answer call_path_exists(struct unbroken_call *call);
enum answer call_status(struct unbroken_call *call);
enum answer call_duplicate(struct unbroken_call *call);
enum answer call_close(struct unbroken_call *call);
enum answer call_close_range(struct unbroken_call *call);
enum answer call_execute(struct unbroken_call *call);
enum answer call_make_event(struct unbroken_call *call);

/* Asks the model by @ask, unless a fault of the device says otherwise. */
enum answer call_ask(struct unbroken_call *call, gint64 (*ask)(struct unbroken_call *call));

/* The first argument is a descriptor, which is none of ours. */
enum answer call_of_others(struct unbroken_call *call);
/* Sets the result; ANSWER_RESULT. */
enum answer call_return(struct unbroken_call *call, gint64 result);
/* What a model returned: ANSWER_LATER, or the finished result. */
enum answer call_take_result(struct unbroken_call *call, gint64 result);
/* A buffer of call->size bytes, at most TRANSFER_BYTES, with anything in it. */
void call_take_buffer(struct unbroken_call *call);
/* Promises @file to the client; its number, or -EMFILE. */
gint64 call_give_file(struct unbroken_call *call, struct unbroken_file *file, gboolean is_new,
		      gboolean close_on_exec);
/* The client has @file at @number now. */
void call_note_number(struct unbroken_call *call, struct unbroken_file *file, guint32 number);

/* --- Memory of clients (memory.c) ---------------------------------------------- */

gboolean memory_read(const struct unbroken_client *client, guint64 address, void *to, gsize size);
/* How many bytes from @address on are there, at most @size: the rest of @to may be anything. */
gsize memory_read_some(const struct unbroken_client *client, guint64 address, void *to, gsize size);
gboolean memory_write(const struct unbroken_client *client, guint64 address, const void *from,
		      gsize size);
/* A string of less than @size bytes; FALSE: it is not there, or is longer. */
gboolean memory_read_string(const struct unbroken_client *client, guint64 address, char *to,
			    gsize size);

/* --- Words (voice.c) ------------------------------------------------------------ */

void host_complain(const struct host *host, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* With -v only: whether there is anybody to tell. */
gboolean host_is_noting(const struct host *host);
void host_note(const struct host *host, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* The argument of a command is there: it is kept as it is now, if somebody decodes it. */
void host_keep_argument(struct unbroken_call *call);
/* The same, as the model left it, before the client is told of the @result. */
void host_keep_result(struct unbroken_call *call, gint64 result);
/* A call and its answer, as a line. */
void host_note_call(const struct unbroken_call *call, gint64 result);

#endif
