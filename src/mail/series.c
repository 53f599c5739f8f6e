/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mail/mail.h"

#include <string.h>

#include "mail/input.h"
#include "mail/letter.h"
#include "mail/mbox.h"

G_DEFINE_QUARK(mail - error - quark, mail_error)

/* Patches that belong together: the same version of one series, or a single one. */
struct group {
	guint version;
	guint total;         /* 0: one patch without a number */
	const char *thread;  /* "" where its mails are not a thread */
	GPtrArray *letters;  /* of struct letter: its patches, each number once */
	const char *cover;   /* title of the cover letter, or NULL */
	gboolean superseded; /* by another version */
};

struct sorting {
	const GPtrArray *letters; /* of struct letter */
	GPtrArray *taken;         /* those that are patches or cover letters */
	GHashTable *threads;      /* of these: id -> how many */
	GPtrArray *groups;        /* of struct group, by first mail */
	GPtrArray *notes;
	gsize skipped;
};

/* What struct series points to. */
struct owner {
	struct series series;
	GPtrArray *letters;
	GArray *patches;
	GPtrArray *notes;
};

static void group_free(gpointer data)
{
	struct group *group = data;

	g_ptr_array_unref(group->letters);
	g_free(group);
}

static void free_letter(gpointer data)
{
	letter_free(data);
}

/* --- Which letters count -------------------------------------------------------- */

static gboolean is_cover(const struct letter *letter)
{
	return letter->subject.total && !letter->subject.number;
}

static gboolean is_patch(const struct letter *letter)
{
	return letter_has_diff(letter) && !is_cover(letter);
}

/* Whether there is any patch that is not part of a discussion. */
static gboolean has_proper_patch(const GPtrArray *letters)
{
	for (guint i = 0; i < letters->len; i++) {
		const struct letter *letter = g_ptr_array_index(letters, i);

		if (is_patch(letter) && !letter->subject.reply)
			return TRUE;
	}
	return FALSE;
}

static void take_thread(struct sorting *sorting, const struct letter *letter)
{
	gsize count = GPOINTER_TO_SIZE(g_hash_table_lookup(sorting->threads, letter->thread));

	if (*letter->thread)
		g_hash_table_insert(sorting->threads, letter->thread, GSIZE_TO_POINTER(count + 1));
}

static void choose_letters(struct sorting *sorting)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	gboolean proper = has_proper_patch(sorting->letters);

	for (guint i = 0; i < sorting->letters->len; i++) {
		struct letter *letter = g_ptr_array_index(sorting->letters, i);
		gboolean again = *letter->message_id && !g_hash_table_add(seen, letter->message_id);
		gboolean wanted = !again && !(letter->subject.reply && proper);

		sorting->skipped += !wanted || !is_patch(letter);
		if (!wanted || (!is_patch(letter) && (!is_cover(letter) || letter->subject.reply)))
			continue;
		g_ptr_array_add(sorting->taken, letter);
		take_thread(sorting, letter);
	}
}

/* Mails sent without threads have one each, which says nothing. */
static const char *thread_of(const struct sorting *sorting, const struct letter *letter)
{
	gsize count = GPOINTER_TO_SIZE(g_hash_table_lookup(sorting->threads, letter->thread));

	return count > 1 ? letter->thread : "";
}

/* --- Groups ------------------------------------------------------------------- */

static struct group *add_group(struct sorting *sorting, const struct letter *letter)
{
	struct group *group = g_new0(struct group, 1);
	const struct subject *subject = &letter->subject;

	group->version = subject->version;
	group->total = subject->total;
	group->thread = thread_of(sorting, letter);
	group->letters = g_ptr_array_new();
	g_ptr_array_add(sorting->groups, group);
	return group;
}

static gboolean has_room(const struct group *group, const struct letter *letter)
{
	if (is_cover(letter))
		return !group->cover;
	for (guint i = 0; i < group->letters->len; i++) {
		const struct letter *other = g_ptr_array_index(group->letters, i);

		if (other->subject.number == letter->subject.number)
			return FALSE;
	}
	return TRUE;
}

/* The newest group in @thread (NULL: any) that the letter, which has a number, can be a part of. */
static struct group *find_group(const struct sorting *sorting, const struct letter *letter,
				const char *thread)
{
	for (guint i = sorting->groups->len; i > 0; i--) {
		struct group *group = g_ptr_array_index(sorting->groups, i - 1);

		if (group->version == letter->subject.version &&
		    group->total == letter->subject.total &&
		    (!thread || g_str_equal(group->thread, thread)) && has_room(group, letter))
			return group;
	}
	return NULL;
}

static struct group *choose_group(struct sorting *sorting, const struct letter *letter)
{
	const char *thread = thread_of(sorting, letter);
	struct group *group = NULL;

	if (letter->subject.total)
		group = find_group(sorting, letter, thread);
	/* Of a series sent without a thread, one mail may have become part of another. */
	if (letter->subject.total && !group)
		group = find_group(sorting, letter, *thread ? "" : NULL);
	return group ? group : add_group(sorting, letter);
}

static void make_groups(struct sorting *sorting)
{
	for (guint i = 0; i < sorting->taken->len; i++) {
		struct letter *letter = g_ptr_array_index(sorting->taken, i);
		struct group *group = choose_group(sorting, letter);

		if (is_cover(letter))
			group->cover = letter->subject.title;
		else
			g_ptr_array_add(group->letters, letter);
	}
}

static gint compare_numbers(gconstpointer a, gconstpointer b)
{
	const struct letter *const *left = a;
	const struct letter *const *right = b;

	return (gint)(*left)->subject.number - (gint)(*right)->subject.number;
}

static void sort_groups(struct sorting *sorting)
{
	for (guint i = 0; i < sorting->groups->len; i++) {
		const struct group *group = g_ptr_array_index(sorting->groups, i);

		g_ptr_array_sort(group->letters, compare_numbers);
	}
}

/* --- Versions ------------------------------------------------------------------- */

static const char *title_of(const struct group *group)
{
	const struct letter *first;

	if (group->cover || !group->letters->len)
		return group->cover ? group->cover : "";
	first = g_ptr_array_index(group->letters, 0);
	return first->subject.title;
}

/* What groups that are versions of each other have in common: a kind and a name. */
static void add_key(GPtrArray *keys, const struct group *group, const char *kind, const char *name)
{
	if (name && *name)
		g_ptr_array_add(keys, g_strconcat(group->total ? "series " : "single ", kind, " ",
						  name, NULL));
}

static GPtrArray *keys_of(const struct group *group)
{
	GPtrArray *keys = g_ptr_array_new_with_free_func(g_free);

	add_key(keys, group, "thread", group->thread);
	add_key(keys, group, "title", group->cover);
	for (guint i = 0; i < group->letters->len; i++) {
		const struct letter *letter = g_ptr_array_index(group->letters, i);

		add_key(keys, group, "title", letter->subject.title);
	}
	return keys;
}

static void note_newest(GHashTable *newest, const struct group *group)
{
	g_autoptr(GPtrArray) keys = keys_of(group);

	/* A cover letter may have come alone. */
	for (guint i = 0; group->letters->len && i < keys->len; i++) {
		const struct group *other = g_hash_table_lookup(newest, g_ptr_array_index(keys, i));

		if (!other || other->version < group->version)
			g_hash_table_insert(newest, g_strdup(g_ptr_array_index(keys, i)),
					    (gpointer)group);
	}
}

static const struct group *find_newer(GHashTable *newest, const struct group *group)
{
	g_autoptr(GPtrArray) keys = keys_of(group);
	const struct group *found = group;

	for (guint i = 0; i < keys->len; i++) {
		const struct group *other = g_hash_table_lookup(newest, g_ptr_array_index(keys, i));

		if (other && other->version > found->version)
			found = other;
	}
	return found == group ? NULL : found;
}

static void leave_out_old(struct sorting *sorting)
{
	g_autoptr(GHashTable) newest = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < sorting->groups->len; i++)
		note_newest(newest, g_ptr_array_index(sorting->groups, i));
	for (guint i = 0; i < sorting->groups->len; i++) {
		struct group *group = g_ptr_array_index(sorting->groups, i);
		const struct group *newer = find_newer(newest, group);

		group->superseded = newer != NULL;
		if (newer && group->letters->len)
			g_ptr_array_add(sorting->notes,
					g_strdup_printf("version %u of '%s' is left out, as "
							"version %u is there",
							group->version, title_of(group),
							newer->version));
	}
}

/* --- Patches ------------------------------------------------------------------ */

static gboolean fail_missing(const struct group *group, guint number, GError **error)
{
	g_autofree char *version =
		group->version > 1 ? g_strdup_printf("version %u of ", group->version) : NULL;

	g_set_error(error, MAIL_ERROR, MAIL_ERROR_MISSING, "patch %u of %u is missing from %s'%s'",
		    number, group->total, version ? version : "", title_of(group));
	return FALSE;
}

/* The group's patches are sorted, and no number is there twice. */
static gboolean check_whole(const struct group *group, GError **error)
{
	for (guint i = 0; i < group->total; i++) {
		const struct letter *letter =
			i < group->letters->len ? g_ptr_array_index(group->letters, i) : NULL;

		if (!letter || letter->subject.number != i + 1)
			return fail_missing(group, i + 1, error);
	}
	return TRUE;
}

static gboolean add_patch(GArray *patches, const struct letter *letter, GError **error)
{
	struct patch patch = {
		.subject = letter->subject.title,
		.author = letter->author,
		.message_id = letter->message_id,
		.message = letter->message,
		.reply_subject = letter->reply_subject,
		.reply_to = letter->reply_to,
		.reply_cc = letter->reply_cc,
		.references = letter->references,
		.number = letter->subject.number,
		.total = letter->subject.total,
		.version = letter->subject.version,
		.diff = letter->diff->str,
		.diff_size = letter->diff->len,
		.shown = letter->shown,
	};

	if (letter->flaw) {
		g_set_error(error, MAIL_ERROR, letter->flaw->code, "%s: %s", letter->shown,
			    letter->flaw->message);
		return FALSE;
	}
	g_array_append_val(patches, patch);
	return TRUE;
}

static guint count_patches(const struct sorting *sorting)
{
	guint count = 0;

	for (guint i = 0; i < sorting->taken->len; i++)
		count += is_patch(g_ptr_array_index(sorting->taken, i));
	return count;
}

static gboolean add_group_patches(GArray *patches, const struct group *group, GError **error)
{
	for (guint i = 0; i < group->letters->len; i++)
		if (!add_patch(patches, g_ptr_array_index(group->letters, i), error))
			return FALSE;
	return TRUE;
}

static gboolean add_patches(GArray *patches, const struct sorting *sorting, GError **error)
{
	/* Who gives one patch of a series wants just that one. */
	gboolean whole = count_patches(sorting) > 1;

	for (guint i = 0; i < sorting->groups->len; i++) {
		const struct group *group = g_ptr_array_index(sorting->groups, i);

		if (group->superseded || !group->letters->len)
			continue;
		if ((whole && !check_whole(group, error)) ||
		    !add_group_patches(patches, group, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean sort_letters(struct owner *owner, GError **error)
{
	struct sorting sorting = {
		.letters = owner->letters,
		.taken = g_ptr_array_new(),
		.threads = g_hash_table_new(g_str_hash, g_str_equal),
		.groups = g_ptr_array_new_with_free_func(group_free),
		.notes = owner->notes,
	};
	gboolean ok;

	choose_letters(&sorting);
	make_groups(&sorting);
	sort_groups(&sorting);
	leave_out_old(&sorting);
	ok = add_patches(owner->patches, &sorting, error);
	owner->series.skipped = sorting.skipped;
	g_ptr_array_unref(sorting.taken);
	g_hash_table_unref(sorting.threads);
	g_ptr_array_unref(sorting.groups);
	return ok;
}

/* --- Series ------------------------------------------------------------------- */

static struct owner *owner_new(void)
{
	struct owner *owner = g_new0(struct owner, 1);

	owner->letters = g_ptr_array_new_with_free_func(free_letter);
	owner->patches = g_array_new(FALSE, FALSE, sizeof(struct patch));
	owner->notes = g_ptr_array_new_with_free_func(g_free);
	return owner;
}

void series_free(struct series *series)
{
	struct owner *owner = (struct owner *)series;

	if (!owner)
		return;
	g_ptr_array_unref(owner->notes);
	g_array_unref(owner->patches);
	g_ptr_array_unref(owner->letters);
	g_free(owner);
}

/* Takes @owner, whose letters are read. */
static struct series *finish(struct owner *owner, const char *name, GError **error)
{
	AUTO(series) series = &owner->series;

	if (!sort_letters(owner, error))
		return NULL;
	if (!owner->patches->len) {
		g_set_error(error, MAIL_ERROR, MAIL_ERROR_EMPTY, "There is no patch in '%s'", name);
		return NULL;
	}
	series->patches = (const struct patch *)owner->patches->data;
	series->n_patches = owner->patches->len;
	series->notes = (const char *const *)owner->notes->pdata;
	series->n_notes = owner->notes->len;
	return g_steal_pointer(&series);
}

struct series *series_read(const char *const *files, gsize n, GError **error)
{
	struct owner *owner = owner_new();
	gsize bytes = 0;

	for (gsize i = 0; i < n; i++) {
		if (!input_read(owner->letters, files[i], &bytes, error)) {
			series_free(&owner->series);
			return NULL;
		}
	}
	return finish(owner, n == 1 ? files[0] : "these files", error);
}

struct series *series_read_memory(const char *name, const void *bytes, gsize size, GError **error)
{
	struct owner *owner = owner_new();

	if (mbox_read(owner->letters, name, size ? bytes : "", size, error))
		return finish(owner, name, error);
	series_free(&owner->series);
	return NULL;
}
