/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/project.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/accepting.h"
#include "cli/release.h"
#include "rules/stated.h"

#define FILE_BYTES_MAX (4 << 20)

/* Where the files of a project are: in a revision, else in a folder. */
struct home {
	struct repository *repository; /* NULL: in the folder */
	struct revision revision;
	const char *folder;
};

/* --- Reading ---------------------------------------------------------------- */

static gboolean fail_read(const char *path, const char *why, GError **error)
{
	g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: cannot be read: %s", path, why);
	return FALSE;
}

static gboolean read_open_file(int file, const char *path, char **ret, gsize *ret_size,
			       GError **error)
{
	struct stat status;
	gssize n;

	if (fstat(file, &status) < 0)
		return fail_read(path, g_strerror(errno), error);
	if (!S_ISREG(status.st_mode) || status.st_size > FILE_BYTES_MAX)
		return fail_read(path, "it is no regular file of at most 4 MiB", error);
	*ret = g_malloc0((gsize)status.st_size + 1);
	n = read(file, *ret, (gsize)status.st_size);
	if (n < 0)
		return fail_read(path, g_strerror(errno), error);
	*ret_size = (gsize)n;
	return TRUE;
}

/* NULL in @ret: it is not there. */
static gboolean read_in_folder(const char *folder, const char *name, char **ret, gsize *ret_size,
			       GError **error)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	gboolean done;

	*ret = NULL;
	if (file < 0)
		return errno == ENOENT || errno == ENOTDIR ||
		       fail_read(path, g_strerror(errno), error);
	done = read_open_file(file, path, ret, ret_size, error);
	close(file);
	return done;
}

static gboolean read_in_revision(const struct home *home, const char *name, char **ret,
				 gsize *ret_size, GError **error)
{
	g_autofree char *path = g_build_filename(PROJECT_FOLDER, name, NULL);
	struct revision whole = home->revision;
	GError *failure = NULL;

	whole.path = NULL;
	*ret = repository_file(home->repository, &whole, path, ret_size, &failure);
	if (failure)
		g_propagate_error(error, failure);
	return !failure;
}

static gboolean read_text(const struct home *home, const char *name, char **ret, gsize *ret_size,
			  GError **error)
{
	if (home->repository)
		return read_in_revision(home, name, ret, ret_size, error);
	return read_in_folder(home->folder, name, ret, ret_size, error);
}

/* What messages call it: "v6.1:.unbroken/config" */
static char *shown_name(const struct home *home, const char *name)
{
	if (home->repository)
		return g_strconcat(home->revision.name, PROJECT_FOLDER "/", name, NULL);
	return g_build_filename(home->folder, name, NULL);
}

static gboolean read_config(struct project *project, const struct home *home, GError **error)
{
	g_autofree char *shown = shown_name(home, "config");
	g_autofree char *text = NULL;
	gsize size = 0;

	if (!read_text(home, "config", &text, &size, error))
		return FALSE;
	if (!text)
		return TRUE;
	project->config = config_parse(shown, text, size, error);
	return project->config && rules_check_config(project->config, error);
}

static gboolean read_accepted(struct acceptances **ret, const struct home *home, GError **error)
{
	g_autofree char *shown = shown_name(home, "accept");
	g_autofree char *text = NULL;
	gsize size = 0;

	*ret = NULL;
	if (!read_text(home, "accept", &text, &size, error))
		return FALSE;
	if (text)
		*ret = acceptances_parse(shown, text, size, error);
	return !text || *ret;
}

static gboolean read_all(struct project *project, const struct home *home, GError **error)
{
	return read_config(project, home, error) && read_accepted(&project->accepted, home, error);
}

/* --config DIR must be there: a misspelt one would state nothing. */
static gboolean read_named(struct project *project, const char *folder, GError **error)
{
	const struct home home = { .folder = folder };

	if (strcmp(folder, "none") == 0)
		return TRUE;
	if (!g_file_test(folder, G_FILE_TEST_IS_DIR)) {
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
			    "--config: '%s' is no folder; expected one like " PROJECT_FOLDER
			    ", or none",
			    folder);
		return FALSE;
	}
	return read_all(project, &home, error);
}

gboolean project_read(struct project *project, struct session *session,
		      const struct revision *revision, GError **error)
{
	const struct home home = { .repository = session->repository, .revision = *revision };

	*project = (struct project){ 0 };
	if (!(session->options->config ? read_named(project, session->options->config, error)
				       : read_all(project, &home, error)))
		return FALSE;
	if (session->options->release)
		project->release = g_strdup(session->options->release);
	else if (accepting_needs_release(project->accepted))
		project->release = release_of_revision(session->repository, revision);
	return TRUE;
}

gboolean project_read_accepted(struct session *session, const struct revision *revision,
			       struct acceptances **ret, GError **error)
{
	const struct home home = { .repository = session->repository, .revision = *revision };

	*ret = NULL;
	return session->options->config || read_accepted(ret, &home, error);
}

gboolean project_read_folder(struct project *project, struct session *session, GError **error)
{
	const struct home home = { .folder = PROJECT_FOLDER };

	*project = (struct project){ .release = g_strdup(session->options->release) };
	if (session->options->config)
		return read_named(project, session->options->config, error);
	return read_all(project, &home, error);
}

void project_clear(struct project *project)
{
	config_free(project->config);
	acceptances_free(project->accepted);
	g_free(project->release);
	*project = (struct project){ 0 };
}

/* --- Applying --------------------------------------------------------------- */

void project_apply(const struct project *project, struct session *session)
{
	const struct config *config = project->config;
	const struct session_options *options = session->options;

	accepting_free(session->accepting);
	session->accepting = accepting_new(project->accepted, project->release);
	policy_set_config(session->policy, config, options->profile != NULL);
	if (!config)
		return;
	session->usual_targets = config->targets;
	if (!options->timeout)
		session->compare.timeout = config->timeout;
	session->allows_incomplete = options->allow_incomplete || config->allows_incomplete;
}

gboolean project_advance_accepted(struct project *project, struct session *session,
				  const struct revision *revision, GError **error)
{
	struct acceptances *old = project->accepted;

	if (session->options->config)
		return TRUE;
	if (!project_read_accepted(session, revision, &project->accepted, error)) {
		project->accepted = old;
		return FALSE;
	}
	if (!project->release && accepting_needs_release(project->accepted))
		project->release = release_of_revision(session->repository, revision);
	accepting_free(session->accepting);
	session->accepting = accepting_new(project->accepted, project->release);
	accepting_set_old(session->accepting, old);
	acceptances_free(old);
	return TRUE;
}
