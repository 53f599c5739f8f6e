/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* VFIO_DEVICE_FEATURE, with the checks of kernels in their order. */
#include <errno.h>
#include <string.h>

#include "devices/vfio/migration-internal.h"
#include "devices/vfio/migration-states.h"
#include "devices/vfio/uapi.h"

#define GET   VFIO_DEVICE_FEATURE_GET
#define SET   VFIO_DEVICE_FEATURE_SET
#define PROBE VFIO_DEVICE_FEATURE_PROBE

#define PAYLOAD MIGRATION_FAULT_SIZE /* bytes: the largest one */

struct feature {
	const char *name;
	guint32 index;
	guint32 does; /* GET, SET */
	gsize size;   /* of its payload */
	gboolean is_read;
	int (*check)(const struct vfio_migration *migration);
	/* @payload: as the client gave it, if it is read; written back by the function itself. */
	long (*run)(struct vfio_migration *migration, struct unbroken_call *call, guint64 address,
		    void *payload);
	long (*get)(struct vfio_migration *migration, struct unbroken_call *call, guint64 address,
		    void *payload); /* if GET is another function than SET */
};

/* --- Migration ---------------------------------------------------------------------- */

static long get_migration(struct vfio_migration *migration, struct unbroken_call *call,
			  guint64 address, void *payload)
{
	struct vfio_device_feature_migration answer = { .flags = migration->config.flags };

	(void)payload;
	return unbroken_call_write(call, address, &answer, sizeof(answer));
}

/* A request to set, or get, the state. */
struct request {
	guint64 address;
	struct vfio_device_feature_mig_state payload;
};

static long answer_state(struct unbroken_call *call, const struct request *request, long result)
{
	int copied = call ? unbroken_call_write(call, request->address, &request->payload,
						sizeof(request->payload))
			  : 0;

	return copied ? copied : result;
}

static long run_get_state(struct vfio_migration *migration, struct unbroken_call *call, void *data)
{
	struct request *request = data;

	request->payload.device_state = migration->state;
	request->payload.data_fd = -1;
	return answer_state(call, request, 0);
}

static long run_set_state(struct vfio_migration *migration, struct unbroken_call *call, void *data)
{
	struct request *request = data;
	struct vfio_migration_session *session;
	long result;

	result = vfio_migration_set_state(migration, request->payload.device_state, &session);
	request->payload.data_fd = -1;
	if (session && call) {
		result = vfio_migration_session_open(session, call);
		request->payload.data_fd = (gint32)result;
	}
	vfio_migration_session_unref(session);
	if (request->payload.data_fd < -1)
		return result; /* the state is reached, and nobody has its session */
	return answer_state(call, request, MIN(result, 0));
}

static long enter_state(struct vfio_migration *migration, struct unbroken_call *call,
			guint64 address, const void *payload, gboolean sets)
{
	struct request *request = g_new0(struct request, 1);

	request->address = address;
	request->payload = *(const struct vfio_device_feature_mig_state *)payload;
	return vfio_migration_enter(migration, call,
				    sets ? (gint64)request->payload.device_state
					 : MIGRATION_FOR_NOTHING,
				    sets ? run_set_state : run_get_state, request, g_free);
}

static long set_state(struct vfio_migration *migration, struct unbroken_call *call, guint64 address,
		      void *payload)
{
	return enter_state(migration, call, address, payload, TRUE);
}

static long get_state(struct vfio_migration *migration, struct unbroken_call *call, guint64 address,
		      void *payload)
{
	return enter_state(migration, call, address, payload, FALSE);
}

static long get_data_size(struct vfio_migration *migration, struct unbroken_call *call,
			  guint64 address, void *payload)
{
	struct vfio_device_feature_mig_data_size answer;
	struct vfio_migration_counts counts;

	(void)payload;
	vfio_migration_count(migration, &counts);
	answer.stop_copy_length = counts.stop_copy;
	return unbroken_call_write(call, address, &answer, sizeof(answer));
}

static long set_precopy_2(struct vfio_migration *migration, struct unbroken_call *call,
			  guint64 address, void *payload)
{
	(void)call;
	(void)address;
	(void)payload;
	migration->wants_precopy_2 = TRUE;
	return 0;
}

static long set_fault(struct vfio_migration *migration, struct unbroken_call *call, guint64 address,
		      void *payload)
{
	const char *text = payload;

	(void)call;
	(void)address;
	if (!memchr(text, '\0', MIGRATION_FAULT_SIZE))
		return -EINVAL;
	if (*text)
		return migration_faults_parse(migration->faults, text, NULL) ? 0 : -EINVAL;
	migration_faults_clear(migration->faults);
	return 0;
}

/* --- The table ---------------------------------------------------------------------- */

static int check_migration(const struct vfio_migration *migration)
{
	return migration->config.flags ? 0 : -ENOTTY;
}

static int check_logging(const struct vfio_migration *migration)
{
	return migration->config.has_logging && migration->log ? 0 : -ENOTTY;
}

static int check_data_size(const struct vfio_migration *migration)
{
	return migration->config.flags && migration->config.has_data_size ? 0 : -ENOTTY;
}

/* Kernels that know it look for pre-copy first, and say EINVAL without it. */
static int check_precopy_2(const struct vfio_migration *migration)
{
	if (!migration->config.has_precopy_2)
		return -ENOTTY;
	return migration->config.flags & VFIO_MIGRATION_PRE_COPY ? 0 : -EINVAL;
}

static int check_faults(const struct vfio_migration *migration)
{
	return migration->config.has_faults ? 0 : -ENOTTY;
}

static const struct feature features[] = {
	{ "MIGRATION", VFIO_DEVICE_FEATURE_MIGRATION, GET,
	  sizeof(struct vfio_device_feature_migration), FALSE, check_migration, get_migration,
	  NULL },
	{ "MIG_DEVICE_STATE", VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE, GET | SET,
	  sizeof(struct vfio_device_feature_mig_state), TRUE, check_migration, set_state,
	  get_state },
	{ "DMA_LOGGING_START", VFIO_DEVICE_FEATURE_DMA_LOGGING_START, SET,
	  sizeof(struct vfio_device_feature_dma_logging_control), TRUE, check_logging,
	  vfio_migration_start_logging, NULL },
	{ "DMA_LOGGING_STOP", VFIO_DEVICE_FEATURE_DMA_LOGGING_STOP, SET, 0, FALSE, check_logging,
	  vfio_migration_stop_logging, NULL },
	{ "DMA_LOGGING_REPORT", VFIO_DEVICE_FEATURE_DMA_LOGGING_REPORT, GET,
	  sizeof(struct vfio_device_feature_dma_logging_report), TRUE, check_logging,
	  vfio_migration_report_logging, NULL },
	{ "MIG_DATA_SIZE", VFIO_DEVICE_FEATURE_MIG_DATA_SIZE, GET,
	  sizeof(struct vfio_device_feature_mig_data_size), FALSE, check_data_size, get_data_size,
	  NULL },
	{ "MIG_PRECOPY_INFOv2", VFIO_DEVICE_FEATURE_MIG_PRECOPY_INFOv2, SET, 0, FALSE,
	  check_precopy_2, set_precopy_2, NULL },
	{ "MIGRATION_FAULT", MIGRATION_FAULT_FEATURE, SET, MIGRATION_FAULT_SIZE, TRUE, check_faults,
	  set_fault, NULL },
};

static const struct feature *find_feature(guint32 index)
{
	for (gsize i = 0; i < G_N_ELEMENTS(features); i++) {
		if (features[i].index == index)
			return &features[i];
	}
	return NULL;
}

/* What is wrong with a request, 0 if nothing is; then *feature is what it asks for. */
static int check(const struct vfio_migration *migration, const struct vfio_device_feature *header,
		 const struct feature **feature)
{
	guint32 flags = header->flags;
	guint32 wants = flags & (GET | SET);
	int result;

	if (header->argsz < sizeof(*header) ||
	    flags & ~(VFIO_DEVICE_FEATURE_MASK | GET | SET | PROBE) ||
	    (wants == (GET | SET) && !(flags & PROBE)))
		return -EINVAL;
	*feature = find_feature(flags & VFIO_DEVICE_FEATURE_MASK);
	result = *feature ? (*feature)->check(migration) : -ENOTTY;
	if (result)
		return result;
	if (wants & ~(*feature)->does)
		return -EINVAL;
	if (flags & PROBE)
		return 0;
	return !wants || header->argsz - sizeof(*header) < (*feature)->size ? -EINVAL : 0;
}

static void note_feature(const struct vfio_migration *migration, const struct feature *feature,
			 guint32 flags, const void *payload)
{
	const struct vfio_device_feature_mig_state *state = payload;
	const gboolean sets_state = feature->run == set_state && flags & SET;

	vfio_migration_note(migration, "%s %s%s%s", flags & GET ? "GET" : "SET", feature->name,
			    sets_state ? " " : "",
			    sets_state ? migration_state_name(state->device_state) : "");
}

long vfio_migration_feature(struct vfio_migration *migration, struct unbroken_call *call,
			    guint64 address)
{
	struct vfio_device_feature header;
	const struct feature *feature;
	guint8 payload[PAYLOAD] __attribute__((aligned(8))) = { 0 };
	long result;

	if (unbroken_call_read(call, address, &header, sizeof(header)))
		return -EFAULT;
	result = check(migration, &header, &feature);
	if (result || header.flags & PROBE)
		return result;
	address += sizeof(header);
	if (feature->is_read && unbroken_call_read(call, address, payload, feature->size))
		return -EFAULT;
	note_feature(migration, feature, header.flags, payload);
	if (header.flags & GET && feature->get)
		return feature->get(migration, call, address, payload);
	return feature->run(migration, call, address, payload);
}
