#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# unbroken exercise, of devices that unbroken host serves.
. "$(dirname "$0")/lib.sh"

# exercise_hosted OPTIONS [ARGUMENT...] asks a device with these options.
exercise_hosted() {
	device="vfio,address=0000:01:00.0,group=7,sysfs=$PWD/pci,memory=64K$1"
	shift
	run host --device "$device" -- "$UNBROKEN" exercise "--sysfs=$PWD/pci" --rounds=10 "$@" \
		vfio-migration 0000:01:00.0
}

mkdir -p pci
run host --device vfio -- true
if ! exits 0; then
	skip 'exercise of hosted devices' "they cannot be hosted here: $(head -n 1 stderr)"
	finish
fi

exercise_hosted '' --blocked-arcs
check 'all of both revisions: status 0' exits 0
check 'all of both revisions: the first' says 'VFIO migration, revision 1'
check 'all of both revisions: the second' says 'VFIO migration, revision 2'
check 'all of both revisions: each arc' says 'arcs: 15 of 15'
check 'all of both revisions: nothing deviates' says 'deviations: 0'

for options in ,p2p=no ,precopy=no ,p2p=no,precopy=no ,revision=v1 ,revision=v2; do
	exercise_hosted "$options" --length=2 --blocked-arcs
	check "a device with $options: status 0" exits 0
done

run host --device vfio,migration-fault=program -- true
if exits 0; then
	exercise_hosted ,migration-fault=program --length=2 --blocked-arcs
	check 'a device that fails as it is told: status 0' exits 0
	check 'a device that fails as it is told: it was told to' \
		sh -c '! grep "could not be made to fail" stdout'
else
	skip 'a device that fails as it is told' 'the hosted one cannot'
fi

exercise_hosted ,migration-fault=pre_copy-running:EIO:1+ --length=2 --revision=v2
check 'a device that fails by itself: status 1' exits 1
check 'a device that fails by itself: where' says 'deviates: PRE_COPY -> RUNNING is EIO [state/request]'
check 'a device that fails by itself: where that is written' says 'vfio_mig_get_next_state()'

exercise_hosted '' --length=1 --format=html -o page.html
check 'a page: status 0' exits 0
check 'a page: has a picture' grep -q '<svg ' page.html

exercise_hosted ,revision=v1 --revision=v2
check 'a revision that it has not: status 3' exits 3
exercise_hosted ,revision=none
check 'a device that does not migrate: status 3' exits 3
check 'a device that does not migrate: says so' complains 'does not migrate'

finish
