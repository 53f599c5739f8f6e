# SPDX-License-Identifier: LGPL-2.1-or-later
# The few commands that set themselves up.  Everything else is meson: see CONTRIBUTING.md.

OLD ?= 5.10.
NEW ?= 6.1.

help:
	@echo 'make run      compare two real kernel header packages (OLD=$(OLD) NEW=$(NEW))'
	@echo 'make check    run every check and test'
	@echo 'make bench    measure, side by side with the usual tools'

run:
	@tools/setup run
	@tools/build
	@tools/run-demo build/unbroken '$(OLD)' '$(NEW)'

check:
	@tools/setup check
	@tools/check

bench:
	@tools/setup bench
	@tools/build
	@bench/bench build/unbroken
	@bench/bench-git build/unbroken
	@bench/bench-html build/unbroken
	@bench/bench-host build/unbroken build/tests/bench-host build/tests/probe.so

.PHONY: help run check bench
