/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A pager for people at a terminal, as git has it.
 */
#ifndef UNBROKEN_CLI_PAGER_H
#define UNBROKEN_CLI_PAGER_H

/* No pager in this run: somebody said so, or who reads us has one. */
void pager_forbid(void);

/*
 * Before something is written to the standard output: if that is a terminal, a pager shows it from
 * now on, and what goes to the standard error behind it.  The program ends when the pager does.
 * What depends on the terminal (colour, width) must be known by now.
 */
void pager_start(void);

#endif
