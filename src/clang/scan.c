/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "clang/scan.h"

#include <string.h>

#include "clang/lexer.h"

/* Of macros that call each other. */
#define LONGEST_CHAIN 16

/* A level of #if nesting. */
struct condition {
	gboolean is_guard;     /* the include guard of the file */
	gboolean kernel_only;  /* this branch is for __KERNEL__ */
	gboolean knows_kernel; /* #else turns kernel_only around */
	gint balance;          /* where it began */
};

struct scanner {
	struct scan *scan;
	struct scan_file *out;
	struct lexer lexer;
	GArray *conditions;       /* struct condition */
	guint n_kernel_only;      /* levels whose branch is for __KERNEL__ */
	guint n_uncertain;        /* levels other than the guard */
	guint n_directives;       /* seen so far */
	const char *first_ifndef; /* candidate for the guard: "#ifndef X" came first */
	struct scan_define guard; /* what defines it */
	gboolean guard_closed;    /* its #endif was seen */
	gint balance;             /* brackets that are open */
	char last;                /* character of the code, 0 if there is none */
};

static const char *keep(struct scanner *scanner, const char *text, gsize length)
{
	return g_string_chunk_insert_len(scanner->scan->strings, text, (gssize)length);
}

static void push_condition(struct scanner *scanner, struct condition condition)
{
	condition.balance = scanner->balance;
	g_array_append_val(scanner->conditions, condition);
	scanner->n_kernel_only += condition.kernel_only ? 1 : 0;
	scanner->n_uncertain += condition.is_guard ? 0 : 1;
}

static void pop_condition(struct scanner *scanner)
{
	guint depth = scanner->conditions->len;

	if (!depth)
		return;
	struct condition *top = &g_array_index(scanner->conditions, struct condition, depth - 1);
	scanner->n_kernel_only -= top->kernel_only ? 1 : 0;
	scanner->n_uncertain -= top->is_guard ? 0 : 1;
	g_array_set_size(scanner->conditions, depth - 1);
}

static void other_branch(struct scanner *scanner)
{
	guint depth = scanner->conditions->len;

	if (!depth)
		return;
	struct condition top = g_array_index(scanner->conditions, struct condition, depth - 1);
	pop_condition(scanner);
	top.is_guard = FALSE;
	scanner->balance = top.balance;
	top.kernel_only = top.knows_kernel && !top.kernel_only;
	push_condition(scanner, top);
}

/* The macros by which a header adapts itself to the C library's mode. */
static const char *const libc_macros[] = {
	"__USE_", "__GLIBC", "_TIME_BITS", "_FILE_OFFSET_BITS", "_LARGEFILE", NULL,
};

static void note_libc_conditions(struct scanner *scanner, const char *text, guint line)
{
	for (gsize i = 0; libc_macros[i]; i++) {
		const char *at = strstr(text, libc_macros[i]);
		if (!at || (at > text && lexer_is_word(at[-1])))
			continue;
		struct scan_libc_condition found = {
			.macro = keep(scanner, at, lexer_word_length(at)),
			.line = line,
		};
		g_array_append_val(scanner->out->libc_conditions, found);
		return;
	}
}

static gboolean is_word(const char *text, const char *word)
{
	gsize length = strlen(word);

	return !strncmp(text, word, length) && !lexer_is_word(text[length]);
}

/* "__KERNEL__" alone, also as "defined(__KERNEL__)"; @negated for "!". */
static gboolean is_kernel_test(const char *text, gboolean *negated)
{
	*negated = FALSE;
	if (*text == '!') {
		*negated = TRUE;
		text = lexer_skip_blanks(text + 1);
	}
	if (is_word(text, "defined"))
		text += strlen("defined");
	text = lexer_skip_blanks(text);
	if (*text == '(')
		text = lexer_skip_blanks(text + 1);
	if (!is_word(text, "__KERNEL__"))
		return FALSE;
	text = lexer_skip_blanks(text + strlen("__KERNEL__"));
	if (*text == ')')
		text = lexer_skip_blanks(text + 1);
	return *text == '\0';
}

static void on_if(struct scanner *scanner, const struct directive *directive)
{
	gboolean negated = FALSE;
	gboolean kernel = is_kernel_test(directive->rest, &negated);
	struct condition condition = {
		.knows_kernel = kernel,
		.kernel_only = kernel && !negated,
	};

	note_libc_conditions(scanner, directive->rest, directive->line);
	push_condition(scanner, condition);
}

static void on_ifdef(struct scanner *scanner, const struct directive *directive, gboolean negated)
{
	gboolean kernel = is_word(directive->rest, "__KERNEL__");
	struct condition condition = {
		.knows_kernel = kernel,
		.kernel_only = kernel && !negated,
	};

	if (negated && scanner->n_directives == 1)
		scanner->first_ifndef =
			keep(scanner, directive->rest, lexer_word_length(directive->rest));
	note_libc_conditions(scanner, directive->rest, directive->line);
	push_condition(scanner, condition);
}

/* "#ifndef X" first, "#define X" second: the include guard. */
static gboolean take_guard(struct scanner *scanner, const struct scan_define *define)
{
	if (scanner->n_directives != 2 || !scanner->first_ifndef || define->parameters ||
	    strcmp(scanner->first_ifndef, define->name) || !scanner->conditions->len)
		return FALSE;
	pop_condition(scanner);
	push_condition(scanner, (struct condition){ .is_guard = TRUE });
	scanner->guard = *define;
	scanner->out->guard = define->name;
	return TRUE;
}

static void count_definition(struct scan *scan, const char *name)
{
	guint count = GPOINTER_TO_UINT(g_hash_table_lookup(scan->definitions, name));

	g_hash_table_insert(scan->definitions, (gpointer)name, GUINT_TO_POINTER(count + 1));
}

static void on_endif(struct scanner *scanner)
{
	guint depth = scanner->conditions->len;

	if (depth && g_array_index(scanner->conditions, struct condition, depth - 1).is_guard)
		scanner->guard_closed = TRUE;
	pop_condition(scanner);
}

/* More follows what looked like the include guard: it was "#ifndef LIMIT, #define
 * LIMIT 16", a macro like others. */
static void withdraw_guard(struct scanner *scanner)
{
	GArray *defines = scanner->out->defines;

	scanner->guard_closed = FALSE;
	scanner->out->guard = NULL;
	g_array_prepend_val(defines, scanner->guard);
	count_definition(scanner->scan, scanner->guard.name);
	for (guint i = 0; i < defines->len; i++)
		g_array_index(defines, struct scan_define, i).certain = FALSE;
}

static void on_define(struct scanner *scanner, const struct directive *directive)
{
	const char *text = directive->rest;
	gsize length = lexer_word_length(text);
	struct scan_define define = {
		.line = directive->line,
		.column = directive->rest_column,
		.file = (guint32)(scanner->out - scanner->scan->files),
	};

	if (!length)
		return;
	define.name = keep(scanner, text, length);
	define.certain = scanner->n_uncertain == 0;
	text += length;
	if (*text == '(') {
		const char *end = strchr(text, ')');
		if (!end)
			return;
		define.parameters = keep(scanner, text, (gsize)(end + 1 - text));
		text = end + 1;
	}
	text = lexer_skip_blanks(text);
	define.text = keep(scanner, text, strlen(text));
	if (take_guard(scanner, &define))
		return;
	g_array_append_val(scanner->out->defines, define);
	count_definition(scanner->scan, define.name);
}

/* Whether @path, included from @from, leads out of the tree. */
static gboolean escapes(const char *from, const char *path, gboolean quoted)
{
	if (*path == '/')
		return TRUE;
	int depth = 0;
	for (const char *at = from; quoted && (at = strchr(at, '/')); at++)
		depth++;
	g_auto(GStrv) parts = g_strsplit(path, "/", -1);
	for (gsize i = 0; parts[i]; i++) {
		if (!strcmp(parts[i], ".."))
			depth--;
		else if (*parts[i] && strcmp(parts[i], "."))
			depth++;
		if (depth < 0)
			return TRUE;
	}
	return FALSE;
}

static void note_escape(struct scanner *scanner, const char *path)
{
	g_autofree char *text = g_strdup_printf("it includes '%s', outside the input", path);

	scanner->out->obstacle = g_string_chunk_insert(scanner->scan->strings, text);
}

static void on_include(struct scanner *scanner, const struct directive *directive)
{
	char open = *directive->rest;

	if (open != '<' && open != '"') {
		scanner->out->searches = TRUE;
		return;
	}
	const char *start = directive->rest + 1;
	const char *end = strchr(start, open == '<' ? '>' : '"');
	if (!end)
		return;
	struct scan_include include = {
		.path = keep(scanner, start, (gsize)(end - start)),
		.quoted = open == '"',
	};
	if (escapes(scanner->out->file->path, include.path, include.quoted)) {
		note_escape(scanner, include.path);
		return;
	}
	g_array_append_val(scanner->out->includes, include);
}

static void on_undef(struct scanner *scanner, const struct directive *directive)
{
	const char *name = keep(scanner, directive->rest, lexer_word_length(directive->rest));

	g_hash_table_add(scanner->scan->undefined, (gpointer)name);
	g_ptr_array_add(scanner->out->undefines, (gpointer)name);
}

static void on_directive(struct scanner *scanner, const struct directive *directive)
{
	const char *word = directive->word;

	scanner->n_directives++;
	if (is_word(word, "if"))
		on_if(scanner, directive);
	else if (is_word(word, "ifdef"))
		on_ifdef(scanner, directive, FALSE);
	else if (is_word(word, "ifndef"))
		on_ifdef(scanner, directive, TRUE);
	else if (is_word(word, "else") || is_word(word, "elif"))
		other_branch(scanner);
	else if (is_word(word, "endif"))
		on_endif(scanner);
	else if (scanner->n_kernel_only) /* where a header defines __KERNEL__ it counts */
		scanner->out->searches |= g_str_has_prefix(word, "include");
	else if (is_word(word, "define"))
		on_define(scanner, directive);
	else if (is_word(word, "include") || is_word(word, "include_next"))
		on_include(scanner, directive);
	else if (is_word(word, "undef"))
		on_undef(scanner, directive);
	else if (is_word(word, "import"))
		scanner->out->searches = TRUE;
}

/* The word at @at, which ends before @end, with @before in front of it. */
static const char *keep_word(struct scanner *scanner, const char *before, const char *at,
			     const char *end)
{
	g_autofree char *word = g_strndup(at, lexer_word_length_bounded(at, end));
	g_autofree char *whole = g_strconcat(before, word, NULL);

	return keep(scanner, whole, strlen(whole));
}

/* Kernel-doc: "struct foo - ...", then "@flags: ... enum foo_flags ...". */
static void on_kernel_doc(struct scanner *scanner, const char *text, const char *end)
{
	const char *member = NULL;

	if (text == end || *text != '*')
		return;
	const char *heading = memmem(text, (gsize)MIN(end - text, 64), "struct ", 7);
	const char *at = heading;
	while (at && at < end) {
		const char *line_end = memchr(at, '\n', (gsize)(end - at));
		line_end = line_end ? line_end : end;
		const char *sign = memchr(at, '@', (gsize)(line_end - at));
		member = sign ? sign + 1 : member;
		const char *set = memmem(at, (gsize)(line_end - at), "enum ", 5);
		if (member && set) {
			struct scan_flag_comment found = {
				.record = keep_word(scanner, "struct ", heading + 7, end),
				.member = keep_word(scanner, "", member, end),
				.set = keep_word(scanner, "enum ", set + 5, end),
			};
			g_array_append_val(scanner->out->flag_comments, found);
		}
		at = line_end < end ? line_end + 1 : end;
	}
}

/* Where the parenthesis that opens first behind @at is closed; it may be some lines
 * down, but not far. */
static const char *arguments_end(const char *at, const char *end)
{
	enum { FARTHEST = 256 };
	int depth = 0;

	end = MIN(end, at + FARTHEST);
	for (; at < end; at++) {
		depth += *at == '(' ? 1 : *at == ')' ? -1 : 0;
		if (*at == ')' && depth <= 0)
			return at;
	}
	return end;
}

/* "NAME - _IOR(X, 7, struct foo)": VFIO's way to document a command. */
static void on_comment(struct scanner *scanner, const char *text, gsize length)
{
	static const char mark[] = " - _IO";
	const char *end = text + length;
	const char *at = text;

	on_kernel_doc(scanner, text, end);
	while ((at = memmem(at, (gsize)(end - at), mark, sizeof(mark) - 1))) {
		const char *name = at;
		while (name > text && lexer_is_word(name[-1]))
			name--;
		const char *line_end = memchr(at, '\n', (gsize)(end - at));
		line_end = line_end ? line_end : end;
		const char *call_end = arguments_end(at, end);
		const char *record = memmem(at, (gsize)(call_end - at), "struct ", 7);
		if (record && name < at) {
			gsize words = 7 + lexer_word_length_bounded(record + 7, call_end);
			struct scan_command_comment found = {
				.name = keep(scanner, name, (gsize)(at - name)),
				.argument = keep(scanner, record, words),
			};
			g_array_append_val(scanner->out->command_comments, found);
		}
		at = line_end; /* one command a line keeps this linear */
	}
}

/* "NAME = DRM_IOWR(...)": commands that are enumerators.  @text is a line of
 * code; the initialiser ends with the line, or at the comma behind it. */
static void on_code_line(struct scanner *scanner, const char *text, gsize length)
{
	if (!scanner->n_kernel_only)
		scanner->balance += lexer_balance(text, length, &scanner->last);
	const char *equals = memchr(text, '=', length);
	if (!equals || !memmem(equals, (gsize)(text + length - equals), "_IO", 3))
		return;
	const char *name_end = equals;
	while (name_end > text && (name_end[-1] == ' ' || name_end[-1] == '\t'))
		name_end--;
	const char *name = name_end;
	while (name > text && lexer_is_word(name[-1]))
		name--;
	if (name == name_end)
		return;
	g_autofree char *value = scan_normalise(equals + 1, (gsize)(text + length - equals - 1));
	gsize value_length = strlen(value);
	if (value_length && value[value_length - 1] == ',')
		value[value_length - 1] = '\0';
	struct scan_enumerator found = {
		.name = keep(scanner, name, (gsize)(name_end - name)),
		.text = keep(scanner, value, strlen(value)),
	};
	g_array_append_val(scanner->out->enumerators, found);
}

/* Compilers understand all names between '<' and '>' but those that end there, or with the line. */
static gboolean can_be_included(const char *path)
{
	return !strpbrk(path, ">\n\r");
}

static void scan_one(struct scan *scan, struct scan_file *out)
{
	struct scanner scanner = {
		.scan = scan,
		.out = out,
		.conditions = g_array_new(FALSE, FALSE, sizeof(struct condition)),
	};
	struct directive directive;
	const char *text;
	gsize length;

	if (!can_be_included(out->file->path))
		out->obstacle = "its name cannot stand in an #include";
	lexer_init(&scanner.lexer, out->file->text, out->file->size);
	for (;;) {
		enum lexeme lexeme = lexer_next(&scanner.lexer, &directive, &text, &length);
		if (lexeme == LEXEME_END)
			break;
		if (scanner.guard_closed && lexeme != LEXEME_COMMENT)
			withdraw_guard(&scanner);
		if (lexeme == LEXEME_DIRECTIVE)
			on_directive(&scanner, &directive);
		else if (lexeme == LEXEME_COMMENT)
			on_comment(&scanner, text, length);
		else
			on_code_line(&scanner, text, length);
	}
	if (memmem(out->file->text, out->file->size, "__has_", strlen("__has_")))
		out->searches = TRUE; /* __has_include(), __has_embed() */
	out->open_ended = scanner.balance || (scanner.last && !strchr(";}", scanner.last));
	lexer_finish(&scanner.lexer);
	g_array_free(scanner.conditions, TRUE);
}

/* Whether @text has one of the words in @set, or _IO, _IOR, _IOW, _IOWR, _IOC
 * themselves, as a macro call. */
static gboolean calls_io(GHashTable *set, const char *text)
{
	static const char *const base[] = { "_IO",      "_IOR",     "_IOW",      "_IOWR", "_IOC",
					    "_IOR_BAD", "_IOW_BAD", "_IOWR_BAD", NULL };
	g_autoptr(GString) word = g_string_new(NULL);

	for (const char *at = text; *at;) {
		gsize length = lexer_word_length(at);
		if (!length) {
			at++;
			continue;
		}
		g_string_truncate(word, 0);
		g_string_append_len(word, at, (gssize)length);
		at = lexer_skip_blanks(at + length);
		if (*at == '(' &&
		    (g_strv_contains(base, word->str) || g_hash_table_contains(set, word->str)))
			return TRUE;
	}
	return FALSE;
}

gboolean scan_composes_command(const struct scan *scan, const char *text)
{
	return strchr(text, '(') && calls_io(scan->io_macros, text);
}

/* A macro defined once, under no condition, is what its text says. */
static void find_sole(struct scan *scan)
{
	for (gsize i = 0; i < scan->n_files; i++) {
		GArray *defines = scan->files[i].defines;
		for (guint j = 0; j < defines->len; j++) {
			struct scan_define *define = &g_array_index(defines, struct scan_define, j);
			if (define->certain &&
			    !g_hash_table_contains(scan->undefined, define->name) &&
			    g_hash_table_lookup(scan->definitions, define->name) ==
				    GUINT_TO_POINTER(1))
				g_hash_table_insert(scan->sole, (gpointer)define->name, define);
		}
	}
}

/* What a stand-in defines counts as well. */
static void add_standin_macros(struct scan *scan)
{
	static const char *const names[] = { "DRM_IO", "DRM_IOR", "DRM_IOW", "DRM_IOWR" };

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		g_hash_table_add(scan->io_macros, (gpointer)names[i]);
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		g_hash_table_add(scan->pure_macros, (gpointer)names[i]);
}

/* "NAME(...)" and nothing behind it; the length of NAME, 0 if @text is none. */
static gsize whole_call(const char *text)
{
	gsize length = lexer_word_length(text);
	const char *at = lexer_skip_blanks(text + length);
	int depth = 0;

	if (!length || *at != '(')
		return 0;
	for (; *at; at++) {
		depth += (*at == '(') - (*at == ')');
		if (!depth)
			return *lexer_skip_blanks(at + 1) ? 0 : length;
	}
	return 0;
}

gboolean scan_is_pure_command(const struct scan *scan, const char *text)
{
	static const char *const base[] = { "_IO", "_IOR", "_IOW", "_IOWR", NULL };
	gsize length = whole_call(text);
	g_autofree char *name = length ? g_strndup(text, length) : NULL;

	return name &&
	       (g_strv_contains(base, name) || g_hash_table_contains(scan->pure_macros, name));
}

/* DRM_IOWR() calls _IOWR(), XE_IOWR() may call DRM_IOWR(): until no more, or
 * until the chain is longer than anybody's. */
static void find_io_macros(struct scan *scan)
{
	gboolean grown = TRUE;

	for (guint depth = 0; grown && depth < LONGEST_CHAIN; depth++) {
		grown = FALSE;
		for (gsize i = 0; i < scan->n_files; i++) {
			GArray *defines = scan->files[i].defines;
			for (guint j = 0; j < defines->len; j++) {
				struct scan_define *define =
					&g_array_index(defines, struct scan_define, j);
				if (!define->parameters ||
				    !scan_composes_command(scan, define->text))
					continue;
				grown |= g_hash_table_add(scan->io_macros, (gpointer)define->name);
				if (scan_is_pure_command(scan, define->text))
					grown |= g_hash_table_add(scan->pure_macros,
								  (gpointer)define->name);
			}
		}
	}
}

struct scan *scan_tree(const struct tree *tree)
{
	struct scan *scan = g_new0(struct scan, 1);

	scan->tree = tree;
	scan->n_files = tree->n_files;
	scan->files = g_new0(struct scan_file, tree->n_files);
	scan->strings = g_string_chunk_new(64 * 1024);
	scan->undefined = g_hash_table_new(g_str_hash, g_str_equal);
	scan->definitions = g_hash_table_new(g_str_hash, g_str_equal);
	scan->sole = g_hash_table_new(g_str_hash, g_str_equal);
	scan->io_macros = g_hash_table_new(g_str_hash, g_str_equal);
	scan->pure_macros = g_hash_table_new(g_str_hash, g_str_equal);
	for (gsize i = 0; i < tree->n_files; i++) {
		struct scan_file *out = &scan->files[i];
		out->file = &tree->files[i];
		out->defines = g_array_new(FALSE, FALSE, sizeof(struct scan_define));
		out->undefines = g_ptr_array_new();
		out->includes = g_array_new(FALSE, FALSE, sizeof(struct scan_include));
		out->command_comments =
			g_array_new(FALSE, FALSE, sizeof(struct scan_command_comment));
		out->flag_comments = g_array_new(FALSE, FALSE, sizeof(struct scan_flag_comment));
		out->enumerators = g_array_new(FALSE, FALSE, sizeof(struct scan_enumerator));
		out->libc_conditions =
			g_array_new(FALSE, FALSE, sizeof(struct scan_libc_condition));
		scan_one(scan, out);
	}
	find_sole(scan);
	add_standin_macros(scan);
	find_io_macros(scan);
	return scan;
}

void scan_free(struct scan *scan)
{
	if (!scan)
		return;
	for (gsize i = 0; i < scan->n_files; i++) {
		struct scan_file *file = &scan->files[i];
		g_array_free(file->defines, TRUE);
		g_ptr_array_free(file->undefines, TRUE);
		g_array_free(file->includes, TRUE);
		g_array_free(file->command_comments, TRUE);
		g_array_free(file->flag_comments, TRUE);
		g_array_free(file->enumerators, TRUE);
		g_array_free(file->libc_conditions, TRUE);
	}
	g_free(scan->files);
	g_hash_table_destroy(scan->undefined);
	g_hash_table_destroy(scan->definitions);
	g_hash_table_destroy(scan->sole);
	g_hash_table_destroy(scan->io_macros);
	g_hash_table_destroy(scan->pure_macros);
	g_string_chunk_free(scan->strings);
	g_free(scan);
}
