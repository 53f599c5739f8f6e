/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libunbroken: says what a change of C headers does to programs that are already deployed.
 *
 * An input is where headers come from. Two inputs are compared into a report, which holds
 * findings: what changed, whom it breaks, why, and what to do instead. It is what the program
 * unbroken(1) does, without the command line.
 */
#ifndef UNBROKEN_H
#define UNBROKEN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --- Rules of this library ---
 *
 * Strings are UTF-8, as far as file names are, and end in NUL. Sizes are in bytes, lines and
 * columns count from 1, times are in seconds.
 *
 * Structs that you fill begin with their size: set it to sizeof the struct, and all that you do
 * not need to 0. A program that was built with an older library passes a shorter struct, and gets
 * what it always got. One that was built with a newer library may pass a longer one, as long as
 * what this library does not know is 0; otherwise the call fails with UNBROKEN_ERROR_TOO_NEW. A
 * NULL in place of options stands for options that are all 0.
 *
 * Structs that the library fills begin with their size too, and grow at their end only: look at
 * the size before you use a member that came with a later version. They and all they point to
 * belong to the library, and live as long as what you got them from.
 *
 * A function that can fail takes an error as its last argument. It may be NULL; otherwise *error
 * must be NULL before the call, and is what went wrong after a call that failed, for you to end
 * with unbroken_error_free(). What is wrong with headers is no error: it is a finding, or is
 * among what was not judged.
 *
 * All functions can be called by several threads at the same time, with the same inputs and
 * reports, which nothing changes once they are made. To free one, and to use an error, is for one
 * thread at a time.
 *
 * Headers are foreign bytes, so they are parsed in child processes, which are forked, run no other
 * program, can open no file, and end with the call. They inherit no open file of yours and run no
 * handler of yours. Your program may ignore SIGCHLD or wait for all of its children. A
 * handler of fork() (see pthread_atfork(3)) does run in them. What a thread of yours does with
 * libclang at that moment can make a child hang; it is ended then, after a while, and what it had
 * to read was not judged.
 *
 * The library changes neither locale, signals, current folder nor umask, and prints nothing. It
 * reads the environment: UNBROKEN_DATADIR, XDG_CACHE_HOME (if asked to use the cache) and GIT_DIR.
 * The sizes of libgit2's cache, which are those of the process, become smaller.
 */

/* Marks what the library exports. */
#define UNBROKEN_API __attribute__((visibility("default")))

/* --- Versions --- */

/* The version of this header. */
#define UNBROKEN_VERSION_MAJOR 0
#define UNBROKEN_VERSION_MINOR 1
#define UNBROKEN_VERSION_MICRO 0

/* A version as a number to compare with others. */
#define UNBROKEN_VERSION_ENCODE(major, minor, micro) (((major) << 16) | ((minor) << 8) | (micro))

/* The version of this header as a number. */
#define UNBROKEN_VERSION_NUMBER                                                 \
	UNBROKEN_VERSION_ENCODE(UNBROKEN_VERSION_MAJOR, UNBROKEN_VERSION_MINOR, \
				UNBROKEN_VERSION_MICRO)

/*
 * The version of the library in use, as a number to compare with UNBROKEN_VERSION_NUMBER or
 * UNBROKEN_VERSION_ENCODE().
 */
UNBROKEN_API uint32_t unbroken_version_number(void);

/* The version of the library in use, such as "0.1.0". It lives as long as the program. */
UNBROKEN_API const char *unbroken_version(void);

/*
 * The versions of the libraries that it uses, each such as "libclang 14.0.6", for a wrong answer
 * may be theirs. An array that ends in NULL; it lives as long as the program.
 */
UNBROKEN_API const char *const *unbroken_library_versions(void);

/* --- Errors --- */

/* Why a call failed. New ones are only added at the end: treat what you do not know as a failure.
 */
enum unbroken_error_code {
	UNBROKEN_ERROR_FAILED = 1,     /* anything that has no code of its own */
	UNBROKEN_ERROR_ARGUMENT = 2,   /* a mistake of the caller: NULL, an unknown word or flag */
	UNBROKEN_ERROR_TOO_NEW = 3,    /* options that this library does not know */
	UNBROKEN_ERROR_NOT_FOUND = 4,  /* no such file, folder, repository or revision */
	UNBROKEN_ERROR_UNREADABLE = 5, /* it is there, but cannot be read, or is damaged */
	UNBROKEN_ERROR_LIMIT = 6,      /* more files or bytes than are read */
	UNBROKEN_ERROR_EMPTY = 7,      /* nothing to judge in it */
	UNBROKEN_ERROR_SETUP = 8,      /* conventions or other data of the library */
	UNBROKEN_ERROR_STOPPED = 9,    /* the caller's own progress function said so */
	UNBROKEN_ERROR_WRITE = 10,     /* the report could not be written to its end */
};

/* What went wrong. */
struct unbroken_error;

/* Its code, one of enum unbroken_error_code. */
UNBROKEN_API int unbroken_error_code(const struct unbroken_error *error);

/* What went wrong as a sentence for people, without a full stop. It lives as long as the error. */
UNBROKEN_API const char *unbroken_error_message(const struct unbroken_error *error);

/* Ends an error; NULL is fine. */
UNBROKEN_API void unbroken_error_free(struct unbroken_error *error);

/* --- Memory --- */

/* Ends what a function says is to be ended by it; NULL is fine. */
UNBROKEN_API void unbroken_free(void *memory);

/* --- Words --- */

/* Whom a finding is about. */
enum unbroken_dimension {
	UNBROKEN_DIMENSION_ABI = 0,       /* programs already built, and data they stored */
	UNBROKEN_DIMENSION_API = 1,       /* sources that are built against the new headers */
	UNBROKEN_DIMENSION_BEHAVIOUR = 2, /* what the other side accepts and answers */
	UNBROKEN_DIMENSION_EVOLVE = 3,    /* whether the interface can still be extended */
};

/* What a change does to them. */
enum unbroken_verdict {
	UNBROKEN_VERDICT_SAFE = 0,
	UNBROKEN_VERDICT_DEPENDS =
		1, /* on a fact that the headers do not tell; the finding names it */
	UNBROKEN_VERDICT_BREAKS = 2,
};

/* What a profile makes of a finding. */
enum unbroken_severity {
	UNBROKEN_SEVERITY_NONE = 0,
	UNBROKEN_SEVERITY_NOTE = 1,
	UNBROKEN_SEVERITY_WARNING = 2,
	UNBROKEN_SEVERITY_ERROR = 3, /* it stops a merge */
};

/* How firmly an interface is promised. */
enum unbroken_level {
	UNBROKEN_LEVEL_STABLE = 0,
	UNBROKEN_LEVEL_TESTING = 1,
	UNBROKEN_LEVEL_OBSOLETE = 2,
	UNBROKEN_LEVEL_REMOVED = 3,
	UNBROKEN_LEVEL_UNRELEASED = 4,
};

/*
 * The words for these, as all reports use them: "abi", "breaks", "error", "stable". NULL for a
 * number that this library does not know. They live as long as the program.
 */
UNBROKEN_API const char *unbroken_dimension_name(uint32_t dimension);
UNBROKEN_API const char *unbroken_verdict_name(uint32_t verdict);
UNBROKEN_API const char *unbroken_severity_name(uint32_t severity);
UNBROKEN_API const char *unbroken_level_name(uint32_t level);

/*
 * The targets that can be judged for: "x86_64", ... An array that ends in NULL; it lives as long
 * as the program.
 */
UNBROKEN_API const char *const *unbroken_target_names(void);

/*
 * The formats of unbroken_report_write(): "text", "json", ... An array that ends in NULL; it lives
 * as long as the program.
 */
UNBROKEN_API const char *const *unbroken_format_names(void);

/* --- Rules --- */

/* What there is to say about one kind of change. */
struct unbroken_rule {
	size_t size;
	const char *id;      /* "member/moved" */
	const char *summary; /* what it finds, one line */
	const char *why;     /* what that does to programs */
	const char *fix;     /* what to do instead, or NULL */
	uint32_t dimension;  /* enum unbroken_dimension */
	uint32_t reserved;   /* 0 */
};

/* How many rules there are. */
UNBROKEN_API size_t unbroken_rule_count(void);

/*
 * The rule at @index, from 0 on, sorted by id; NULL if there are not so many. It lives as long as
 * the program.
 */
UNBROKEN_API const struct unbroken_rule *unbroken_rule_at(size_t index);

/* The rule called @id, or NULL. It lives as long as the program. */
UNBROKEN_API const struct unbroken_rule *unbroken_rule_find(const char *id);

/* --- Inputs --- */

/* Where headers come from. */
struct unbroken_input;

/* How to open an input. */
struct unbroken_open_options {
	size_t size; /* sizeof(struct unbroken_open_options) */
	/* Revisions are those of the repository that this folder is in; NULL: the current folder.
	 */
	const char *repository;
};

/*
 * Opens @name, which is one of these, looked for in this order:
 *
 * a folder of headers, installed ones or a kernel source tree; one header; a Debian package; a
 * .tar archive, packed or not; a snapshot that unbroken_input_snapshot() or unbroken snapshot
 * wrote; "btf:FILE", the types that a kernel was built with; a revision of a git repository:
 * "REV", "REV:PATH", ":" (the index), "." (the working tree, where the folder is its top).
 *
 * Names of files are relative to the current folder. Nothing is unpacked, checked out or written.
 * An input is complete: what becomes of its files afterwards does not matter, except that the
 * headers of a revision are read from the repository when they are compared.
 *
 * NULL with *error set: UNBROKEN_ERROR_NOT_FOUND, _UNREADABLE, _LIMIT, _ARGUMENT or _TOO_NEW. A
 * folder without any header is no error. End it with unbroken_input_free().
 */
UNBROKEN_API struct unbroken_input *unbroken_input_open(const char *name,
							const struct unbroken_open_options *options,
							struct unbroken_error **error);

/* What it was opened by. It lives as long as the input. */
UNBROKEN_API const char *unbroken_input_name(const struct unbroken_input *input);

/* How many headers are in it; 0 for the types of a kernel. */
UNBROKEN_API size_t unbroken_input_header_count(const struct unbroken_input *input);

/*
 * Gives an input back; NULL is fine. Reports that were made of it stay as they are.
 */
UNBROKEN_API void unbroken_input_free(struct unbroken_input *input);

/* --- Comparing --- */

/* All findings of a comparison, and all that was not judged. */
struct unbroken_report;

/* A flag of unbroken_compare(): use and fill the cache that unbroken(1) has in the user's home. */
#define UNBROKEN_COMPARE_CACHE 1

/* How to compare. */
struct unbroken_compare_options {
	size_t size; /* sizeof(struct unbroken_compare_options) */
	/* "x86_64,i386" or "all"; NULL: those that both inputs carry headers for. */
	const char *targets;
	/* "kernel" (this is what NULL means), "distro", "vendor" or "info": what is an error. */
	const char *profile;
	/* Files or folders with facts about subsystems, beside those that the library brings; ends
	 * in NULL. NULL: none. */
	const char *const *conventions;
	/* A folder of installed headers that completes what the inputs include and lack; "none";
	 * NULL: /usr/include for an input without <linux/types.h>. */
	const char *sysroot;
	/* The release before the old one, to tell a repair from a new break; or NULL. */
	const struct unbroken_input *before;
	/* Called in the calling thread while headers are read, each time that @done of @total
	 * parts are; what it returns other than 0 ends the call with UNBROKEN_ERROR_STOPPED. May be
	 * NULL. */
	int (*progress)(size_t done, size_t total, void *data);
	void *progress_data;
	uint32_t flags;    /* UNBROKEN_COMPARE_CACHE; others must be 0 */
	uint32_t timeout;  /* seconds of processor time for one parser; 0: enough */
	uint32_t jobs;     /* parsers at a time; 0: one for each processor */
	uint32_t reserved; /* 0 */
};

/*
 * Says what the change from @old_input to @new_input does to programs. One of them may be the
 * types of a kernel, and one of them may be without headers.
 *
 * The report does not depend on the machine, the locale or the time: the same inputs give the same
 * report. NULL with *error set: UNBROKEN_ERROR_ARGUMENT for an unknown target, profile or flag,
 * _TOO_NEW, _EMPTY if neither has headers, _SETUP if conventions cannot be read, _STOPPED, _FAILED
 * if there are no processes or no memory to be had. End it with unbroken_report_free().
 *
 * It takes as much stack as a compiler: call it from a thread that has 8 MiB, as the first one
 * usually does; with less, headers that nest deeply are not judged.
 */
UNBROKEN_API struct unbroken_report *
unbroken_compare(const struct unbroken_input *old_input, const struct unbroken_input *new_input,
		 const struct unbroken_compare_options *options, struct unbroken_error **error);

/* Ends a report and all that came from it; NULL is fine. */
UNBROKEN_API void unbroken_report_free(struct unbroken_report *report);

/* --- Reports --- */

/* A report in numbers. */
struct unbroken_summary {
	size_t size;
	const char *old_name, *new_name; /* of the inputs */
	const char *const *targets;      /* those judged for; ends in NULL */
	size_t errors, warnings, notes;  /* findings of this severity */
	size_t breaks, depends, safe;    /* findings of this verdict */
	size_t headers_judged;
	size_t not_judged; /* parts that were asked for and could not be judged */
	/* What unbroken(1) would exit with: 0 nothing at or above the gate, 1 findings, 3 something
	 * could not be judged. */
	uint32_t status;
	uint32_t reserved; /* 0 */
};

/* The numbers of a report. They live as long as it. */
UNBROKEN_API const struct unbroken_summary *
unbroken_report_summary(const struct unbroken_report *report);

/* A place in a header. */
struct unbroken_place {
	size_t size;
	const char *file; /* as messages name it: "v6.1:include/uapi/linux/vfio.h" */
	uint32_t line;    /* 0: not known */
	uint32_t column;  /* 0: not known */
};

/* A flag of a finding: it returns to what the input before the old one had. */
#define UNBROKEN_FINDING_REPAIR 1

/* One change, and what it does. Where nothing else is said, members are not NULL. */
struct unbroken_finding {
	size_t size;
	/* Twelve hexadecimal digits that stay the same as long as the change does. */
	const char *id;
	const char *rule;   /* the id of a rule: "member/moved" */
	uint32_t dimension; /* enum unbroken_dimension */
	uint32_t verdict;   /* enum unbroken_verdict */
	uint32_t severity;  /* enum unbroken_severity */
	uint32_t level;     /* enum unbroken_level */
	uint32_t flags;     /* UNBROKEN_FINDING_REPAIR */
	uint32_t reserved;  /* 0 */
	/* struct, union, enum, typedef, constant, command, macro, function, header */
	const char *item_kind;
	const char *item_name;
	const char *header; /* as programs include it: "linux/vfio.h" */
	const struct unbroken_place *old_place, *new_place; /* NULL: not there on that side */
	const char *const *targets;                         /* whom it concerns; ends in NULL */
	const char *message;                                /* one line, without a full stop */
	const char *why;                                    /* what it does to programs */
	const char *fix;                                    /* what to do instead, or NULL */
	const char *fact; /* what decides, if the verdict is UNBROKEN_VERDICT_DEPENDS, else NULL */
	/* The bytes before and after, "0 a:__u64 | 8 b:__u32", a line or more, or NULL. */
	const char *old_map, *new_map;
	const char *const *evidence; /* what is known besides, a line each; ends in NULL */
};

/* How many findings there are, safe ones too. */
UNBROKEN_API size_t unbroken_report_finding_count(const struct unbroken_report *report);

/*
 * The finding at @index, from 0 on, in the order in which reports show them; NULL if there are not
 * so many. It lives as long as the report.
 */
UNBROKEN_API const struct unbroken_finding *
unbroken_report_finding(const struct unbroken_report *report, size_t index);

/*
 * A flag of what was not judged: it was never meant to be in the inputs, or fails in the same way
 * on both sides.
 */
#define UNBROKEN_NOT_JUDGED_EXPECTED 1

/* What could not be judged. */
struct unbroken_not_judged {
	size_t size;
	const char *header;         /* as programs include it; a folder ends in "/" */
	const char *const *targets; /* ends in NULL */
	const char *reason;         /* one line */
	uint32_t flags;             /* UNBROKEN_NOT_JUDGED_EXPECTED */
	uint32_t reserved;          /* 0 */
};

/* How many parts were not judged, those among them that had to be expected too. */
UNBROKEN_API size_t unbroken_report_not_judged_count(const struct unbroken_report *report);

/*
 * The part at @index, from 0 on, sorted by header; NULL if there are not so many. It lives as long
 * as the report.
 */
UNBROKEN_API const struct unbroken_not_judged *
unbroken_report_not_judged(const struct unbroken_report *report, size_t index);

/*
 * How much unbroken_report_write() shows, where a format leaves a choice: also safe changes and
 * all that was not judged; only the summary; with colours for a terminal.
 */
#define UNBROKEN_WRITE_VERBOSE 1
#define UNBROKEN_WRITE_QUIET   2
#define UNBROKEN_WRITE_COLOR   4

/* How to write a report. */
struct unbroken_write_options {
	size_t size;        /* sizeof(struct unbroken_write_options) */
	const char *format; /* one of unbroken_format_names(); NULL: "text" */
	uint32_t flags;     /* UNBROKEN_WRITE_VERBOSE, _QUIET, _COLOR; others must be 0 */
	uint32_t width;     /* columns to wrap at; 0: 100 */
};

/*
 * Writes @report as a text that ends in NUL, and its length without that to *length unless that is
 * NULL. NULL with *error set: UNBROKEN_ERROR_ARGUMENT for an unknown format or flag, _TOO_NEW. End
 * it with unbroken_free().
 */
UNBROKEN_API char *unbroken_report_write(const struct unbroken_report *report,
					 const struct unbroken_write_options *options,
					 size_t *length, struct unbroken_error **error);

/*
 * Writes @report to the file descriptor @fd, which stays open. 0, or -1 with *error set: as
 * unbroken_report_write(), and UNBROKEN_ERROR_WRITE. A reader that is gone is such an error, too,
 * and raises no SIGPIPE.
 */
UNBROKEN_API int unbroken_report_write_fd(const struct unbroken_report *report,
					  const struct unbroken_write_options *options, int fd,
					  struct unbroken_error **error);

/* --- Snapshots --- */

/* How to make a snapshot. */
struct unbroken_snapshot_options {
	size_t size;         /* sizeof(struct unbroken_snapshot_options) */
	const char *name;    /* what to call the input in it; NULL: what it was opened by */
	const char *targets; /* as in struct unbroken_compare_options */
	const char *sysroot; /* as in struct unbroken_compare_options */
	int (*progress)(size_t done, size_t total, void *data); /* as there */
	void *progress_data;
	uint32_t timeout; /* as there */
	uint32_t jobs;    /* as there */
};

/*
 * What the headers of @input define, as a text to keep, for unbroken_input_open() to read. It ends
 * in NUL; its length without that goes to *length unless that is NULL. NULL with *error set: as
 * unbroken_compare(), and UNBROKEN_ERROR_ARGUMENT if @input is a snapshot or the types of a
 * kernel. End it with unbroken_free().
 */
UNBROKEN_API char *unbroken_input_snapshot(const struct unbroken_input *input,
					   const struct unbroken_snapshot_options *options,
					   size_t *length, struct unbroken_error **error);

#ifdef __cplusplus
}
#endif

#endif
