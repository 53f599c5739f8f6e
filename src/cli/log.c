/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/log.h"

#include <string.h>

#include "cli/options.h"
#include "source/path.h"

gboolean log_is_full(const struct log *log)
{
	return output_is_over() ||
	       (log->options->max_count > 0 && log->told >= (guint)log->options->max_count);
}

/* --- Filters ---------------------------------------------------------------- */

static gboolean is_header_filter(const char *filter)
{
	return strchr(filter, '/') || path_is_header(filter);
}

/* Whether the folder @filter is on the way to @path. */
static gboolean is_in_folder(const char *filter, const char *path)
{
	gsize length = strlen(filter) - g_str_has_suffix(filter, "/");

	return strncmp(path, filter, length) == 0 && path[length] == '/';
}

/* Whether the folder @filter of the repository holds what @finding is of. */
static gboolean folder_matches(const char *filter, const struct finding *finding)
{
	const struct finding_place *place =
		finding->new_place.file ? &finding->new_place : &finding->old_place;
	const char *colon = place->file ? strchr(place->file, ':') : NULL;

	return is_in_folder(filter, finding->header) || (colon && is_in_folder(filter, colon + 1));
}

/* "linux/vfio.h" is also meant by "include/uapi/linux/vfio.h". */
static gboolean header_matches(const char *filter, const char *header)
{
	gsize filter_length = strlen(filter), length = strlen(header);

	if (filter_length < length)
		return FALSE;
	return strcmp(filter + filter_length - length, header) == 0 &&
	       (filter_length == length || filter[filter_length - length - 1] == '/');
}

/* Whether @text speaks of 'name' or 'struct name'. */
static gboolean mentions(const char *text, const char *name)
{
	gsize length = strlen(name);

	for (const char *at = strstr(text, name); at; at = strstr(at + 1, name)) {
		if (at > text && (at[-1] == '\'' || at[-1] == ' ') && at[length] == '\'')
			return TRUE;
	}
	return FALSE;
}

/* "vfio_device_info", "struct vfio_device_info", "vfio_device_info.flags" */
static gboolean symbol_matches(const char *filter, const struct finding *finding)
{
	const char *space = strrchr(filter, ' ');
	const char *symbol = space ? space + 1 : filter;
	const char *dot = strchr(symbol, '.');
	g_autofree char *item = dot ? g_strndup(symbol, (gsize)(dot - symbol)) : g_strdup(symbol);
	g_autofree char *quoted = dot ? g_strdup_printf("'%s'", dot + 1) : NULL;

	if (strcmp(item, finding->item_name) == 0)
		return !quoted || strstr(finding->message, quoted) ||
		       g_str_has_suffix(finding->rule, "/added") ||
		       g_str_has_suffix(finding->rule, "/removed");
	/* A name may have gone to another item, or one that it embeds was changed. */
	return !dot && (mentions(finding->message, symbol) || mentions(finding->why, symbol));
}

gboolean log_wants(const struct log *log, const struct finding *finding)
{
	const char *const *filter = log->options->filters;

	for (; *filter; filter++) {
		if (!is_header_filter(*filter) ? symbol_matches(*filter, finding)
					       : header_matches(*filter, finding->header) ||
							 folder_matches(*filter, finding))
			return TRUE;
	}
	return !log->options->filters[0];
}

/* --- Telling ---------------------------------------------------------------- */

static gboolean is_json(const struct output *output)
{
	return strcmp(output->format->name, "json") == 0;
}

static const struct output *output_at(const struct log *log, guint index)
{
	return &g_array_index(log->session.outputs, struct output, index);
}

/* Behind what was written so far. */
static gboolean print(const struct log *log, const struct output *output, const GString *text,
		      GError **error)
{
	return output_append(output->path, log->told > 0, text, error);
}

static gboolean print_entry(const struct log *log, const struct output *output, const char *text,
			    gsize size, GError **error)
{
	g_autoptr(GString) all = g_string_new(NULL);

	if (is_json(output))
		g_string_append(all, log->told ? ",\n"
					       : "{\n\"schema\": \"unbroken-log/1\",\n"
						 "\"entries\": [\n");
	else if (log->told)
		g_string_append_c(all, '\n');
	g_string_append_len(all, text, (gssize)size);
	return print(log, output, all, error);
}

/* An entry as it is written to each output, its size before it. */
static void add_entry(GString *entry, const GString *text)
{
	const guint32 size = (guint32)text->len;

	g_string_append_len(entry, (const char *)&size, sizeof(size));
	g_string_append_len(entry, text->str, (gssize)text->len);
}

gboolean log_print(struct log *log, const char *text, gsize size, GError **error)
{
	const char *end = text + size;
	guint32 length;

	session_progress(&log->session, "%s", "");
	for (guint i = 0; i < log->session.outputs->len; i++) {
		if ((gsize)(end - text) < sizeof(length))
			break;
		memcpy(&length, text, sizeof(length));
		text += sizeof(length);
		length = (guint32)MIN(length, (gsize)(end - text));
		if (!print_entry(log, output_at(log, i), text, length, error))
			return FALSE;
		text += length;
	}
	log->told++;
	return TRUE;
}

/* Free with g_free(). */
static struct finding *take(struct log *log, const struct finding *finding)
{
	struct finding *copy = g_memdup2(finding, sizeof(*finding));

	copy->accepted = accepting_find(log->session.accepting, finding, FALSE);
	if (copy->accepted)
		copy->severity = SEVERITY_NONE;
	return copy;
}

static void collect(struct log *log, const struct review_step *step, GPtrArray *findings,
		    GArray *not_judged, target_set *all)
{
	const struct report **reports = review_reports(step);

	for (guint i = 0; i < step->parts->len; i++) {
		const struct report *report = reports[i];

		recent_run_add(log->session.recent, report);
		*all |= report->targets;
		for (gsize j = 0; j < report->n_findings; j++) {
			if (log_wants(log, &report->findings[j]))
				g_ptr_array_add(findings, take(log, &report->findings[j]));
		}
		/* Of what is asked for by name it is not known that it has to do with it. */
		if (report->n_not_judged && !log->options->filters[0])
			g_array_append_vals(not_judged, report->not_judged,
					    (guint)report->n_not_judged);
	}
	g_free((gpointer)reports);
}

static gboolean is_missing(const GArray *not_judged)
{
	for (guint i = 0; i < not_judged->len; i++) {
		if (!g_array_index(not_judged, struct not_judged, i).expected)
			return TRUE;
	}
	return FALSE;
}

gboolean log_tell(struct log *log, const struct review_step *step, struct history_entry *entry,
		  GError **error)
{
	g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GArray) not_judged = g_array_new(FALSE, FALSE, sizeof(struct not_judged));
	g_autoptr(GString) all = g_string_new(NULL);
	gboolean missing;

	collect(log, step, findings, not_judged, &entry->targets);
	missing = is_missing(not_judged);
	if (!findings->len && !missing)
		return TRUE;
	log->is_incomplete |= missing;
	entry->findings = (const struct finding *const *)findings->pdata;
	entry->n_findings = findings->len;
	entry->not_judged = (const struct not_judged *)(void *)not_judged->data;
	entry->n_not_judged = not_judged->len;
	for (guint i = 0; i < log->session.outputs->len; i++) {
		const struct output *output = output_at(log, i);
		g_autoptr(GString) text = g_string_new(NULL);

		if (is_json(output))
			history_append_json(text, entry);
		else
			history_append_text(text, entry, &output->shown);
		add_entry(all, text);
	}
	return log->emit(log, all->str, all->len, error);
}

/* --- The run ---------------------------------------------------------------- */

static gboolean find_range(struct log *log, GError **error)
{
	struct repository *repository = session_repository(&log->session, error);
	const char *range = log->options->range;

	if (!repository)
		return FALSE;
	if (range && revision_is_range(range))
		return repository_range(repository, range, &log->old_revision, &log->new_revision,
					error);
	return repository_resolve(repository, range ? range : "HEAD", &log->new_revision, error);
}

static gboolean has_commits(const struct log *log, GError **error)
{
	if (log->new_revision.commit[0] && !log->new_revision.path &&
	    (log->old_revision.commit[0] || !log->old_revision.name))
		return TRUE;
	g_set_error(error, GIT_ERROR_QUARK, GIT_ERROR_NO_REVISION, "'%s' is no range of commits",
		    log->options->range);
	return FALSE;
}

static gboolean finish_output(const struct log *log, const struct output *output, GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);

	if (is_json(output))
		g_string_append(text, log->told ? "\n]\n}\n"
						: "{\n\"schema\": \"unbroken-log/1\",\n"
						  "\"entries\": []\n}\n");
	return print(log, output, text, error);
}

static gboolean finish(struct log *log, GError **error)
{
	session_progress(&log->session, "%s", "");
	for (guint i = 0; i < log->session.outputs->len; i++) {
		if (!finish_output(log, output_at(log, i), error))
			return FALSE;
	}
	return TRUE;
}

static gboolean tell(struct log *log, GError **error)
{
	return log->options->by_release ? log_releases(log, error) : log_commits(log, error);
}

int log_run(const struct session_options *options, const struct log_options *log_options)
{
	g_autoptr(GError) error = NULL;
	struct log log = { .options = log_options, .emit = log_print };
	int status = STATUS_ERROR;

	if (session_init(&log.session, options, &error) && find_range(&log, &error) &&
	    has_commits(&log, &error)) {
		log.session.compare.only_changes = TRUE;
		log.session.compare.progress = NULL;
		if (review_init(&log.review, &log.session, &log.new_revision, &error) &&
		    tell(&log, &error) && finish(&log, &error))
			status = log.is_incomplete && !log.session.allows_incomplete
					 ? STATUS_INCOMPLETE
					 : STATUS_CLEAN;
	}
	if (error)
		complain(error->message);
	review_clear(&log.review);
	revision_clear(&log.old_revision);
	revision_clear(&log.new_revision);
	session_clear(&log.session);
	return status;
}
