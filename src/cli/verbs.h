/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The verbs, each in cmd-<name>.c; the table of them is in main.c.
 *
 * A verb gets its name as argv[0], prints, and returns the exit status of the
 * program, see enum exit_status.
 */
#ifndef UNBROKEN_CLI_VERBS_H
#define UNBROKEN_CLI_VERBS_H

/* unbroken --version */
int show_version(void);

int cmd_accept(int argc, char **argv);
int cmd_am_check(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_diff(int argc, char **argv);
int cmd_diff_driver(int argc, char **argv);
int cmd_exercise(int argc, char **argv);
int cmd_explain(int argc, char **argv);
int cmd_level(int argc, char **argv);
int cmd_host(int argc, char **argv);
int cmd_log(int argc, char **argv);
int cmd_rules(int argc, char **argv);
int cmd_show(int argc, char **argv);
int cmd_snapshot(int argc, char **argv);

#endif
