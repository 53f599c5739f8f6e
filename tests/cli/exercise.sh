#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# unbroken exercise, as far as it goes without a device.
. "$(dirname "$0")/lib.sh"

usage_error 'exercise of nothing' 'vfio-migration DEVICE' exercise
usage_error 'exercise without a device' 'vfio-migration DEVICE' exercise vfio-migration
usage_error 'an exercise that is not there' "there is no exercise 'dance'" exercise dance 0000:01:00.0
usage_error 'a revision that is not there' "unknown --revision 'v3'" \
	exercise --revision=v3 vfio-migration 0000:01:00.0
usage_error 'a format that is not there' "unknown --format 'pdf'" \
	exercise --format=pdf vfio-migration 0000:01:00.0
usage_error 'too many rounds' '--rounds is a number up to' \
	exercise --rounds=1000001 vfio-migration 0000:01:00.0
usage_error 'sequences of no length' '--length is a number from 1 to 4' \
	exercise --length=0 vfio-migration 0000:01:00.0
usage_error 'a seed below 0' '--seed is a number' exercise --seed=-1 vfio-migration 0000:01:00.0

run exercise vfio-migration ffff:ff:1f.7
check 'no such device: status 2' exits 2
check 'no such device: names the folder' complains '/sys/bus/pci/devices/ffff:ff:1f.7'

run exercise vfio-migration /dev/vfio/devices/none
check 'no such file: status 2' exits 2
check 'no such file: names it' complains 'cannot open /dev/vfio/devices/none'

mkdir -p pci/0000:01:00.0
ln -s ../groups/4711 pci/0000:01:00.0/iommu_group
run exercise --sysfs=pci vfio-migration 0000:01:00.0
check 'a folder without a group behind it: status 2' exits 2
check 'a folder without a group behind it: names the group' complains '/dev/vfio/4711'
run exercise vfio-migration ./pci/0000:01:00.0
check 'the same as a path' complains '/dev/vfio/4711'

finish
