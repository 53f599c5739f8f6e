/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "clang/unit.h"

#include <string.h>

#include "clang/clang.h"
#include "clang/evaluate.h"
#include "clang/lexer.h"
#include "clang/meaning.h"
#include "model/model.h"

/* Of macros that stand for each other, and parentheses. */
#define MOST_NAMES 4

/* Arguments for macros with parameters: the first, second, ... parameter gets
 * the first, second, ... number.  Distinct, so that swapped uses differ. */
static const guint sample_arguments[FUNCTION_MACRO_SAMPLES][6] = {
	{ 1, 2, 3, 4, 5, 6 },
	{ 40, 17, 33, 25, 60, 12 },
};

/* Whether @text can stand between parentheses without tearing the unit apart. */
static gboolean is_expression_like(const char *text)
{
	int depth = 0;

	for (const char *at = text; *at; at++) {
		if (*at == '"' || *at == '\'') {
			char quote = *at++;
			while (*at && *at != quote)
				at += (*at == '\\' && at[1]) ? 2 : 1;
			if (!*at)
				return FALSE;
		} else if (*at == '(') {
			depth++;
		} else if (*at == ')') {
			if (--depth < 0)
				return FALSE;
		} else if (strchr("{};#", *at)) {
			return FALSE;
		}
	}
	return depth == 0;
}

/* Whether @text has a word outside of parentheses that no expression has there: the
 * compiler's complaint about "unsigned int" costs more than many answers. */
static gboolean is_declaration_like(const struct scan *scan, const char *text)
{
	static const char *const words[] = {
		"char",     "const",         "double",     "enum",   "extern", "float",  "inline",
		"int",      "long",          "short",      "signed", "static", "struct", "typedef",
		"union",    "unsigned",      "void",       "_Bool",  "do",     "if",     "while",
		"volatile", "__attribute__", "__inline__", NULL,
	};
	int depth = 0;

	while (*text) {
		gsize length = lexer_word_length(text);
		for (gsize i = 0; length && !depth && words[i]; i++) {
			if (!strncmp(text, words[i], length) && !words[i][length])
				return !g_hash_table_contains(scan->definitions, words[i]);
		}
		if (*text == '"' || *text == '\'')
			return FALSE;
		depth += (*text == '(') - (*text == ')');
		text += length ? length : 1;
	}
	return FALSE;
}

static void ask(struct unit *unit, struct probe probe)
{
	g_array_append_val(unit->probes, probe);
}

static guint next_number(const struct unit *unit)
{
	return unit->probes->len;
}

static gboolean can_have_value(const struct scan *scan, const struct scan_define *define)
{
	return *define->text && is_expression_like(define->text) &&
	       !is_declaration_like(scan, define->text);
}

static void ask_value(const struct scan *scan, struct unit *unit, const struct scan_define *define,
		      gsize file, guint index)
{
	struct probe probe = { .file = file, .index = index };
	gboolean expression = can_have_value(scan, define);

	probe.kind = expression && !define->parameters ? PROBE_VALUE : PROBE_DEFINED;
	g_string_append_printf(unit->text,
			       probe.kind == PROBE_VALUE
				       ? "#ifdef %s\n__auto_type " UNIT_PROBE "%u=(%s);\n#endif\n"
				       : "#ifdef %s\nextern char " UNIT_PROBE "%u;\n#endif\n",
			       define->name, next_number(unit), define->name);
	ask(unit, probe);
}

static guint count_parameters(const char *parameters)
{
	const char *at = lexer_skip_blanks(parameters + 1);
	guint n = *at != ')';

	if (strstr(parameters, "..."))
		return G_MAXUINT;
	for (; *at; at++)
		n += *at == ',';
	return n;
}

static void ask_samples(const struct scan *scan, struct unit *unit,
			const struct scan_define *define, gsize file, guint index)
{
	guint n = count_parameters(define->parameters);

	if (n > G_N_ELEMENTS(sample_arguments[0]) || !can_have_value(scan, define)) {
		ask_value(scan, unit, define, file, index);
		return;
	}
	for (guint sample = 0; sample < FUNCTION_MACRO_SAMPLES; sample++) {
		g_string_append_printf(unit->text, "#ifdef %s\n__auto_type " UNIT_PROBE "%u=(%s(",
				       define->name, next_number(unit), define->name);
		for (guint i = 0; i < n; i++)
			g_string_append_printf(unit->text, i ? ",%u" : "%u",
					       sample_arguments[sample][i]);
		g_string_append(unit->text, "));\n#endif\n");
		ask(unit,
		    (struct probe){
			    .kind = PROBE_SAMPLE, .file = file, .index = index, .sample = sample });
	}
}

static void ask_command_type(struct unit *unit, const char *name, const char *expression,
			     struct probe probe)
{
	if (!is_expression_like(expression))
		return;
	probe.kind = PROBE_COMMAND_TYPE;
	g_string_append_printf(unit->text,
			       "#ifdef %s\nextern __typeof__(%s) " UNIT_PROBE "%u;\n#endif\n", name,
			       expression, next_number(unit));
	ask(unit, probe);
}

/* The text between the parentheses of "sizeof(...)" in @text; NULL if none. */
static char *sizeof_operand(const char *text)
{
	const char *at = strstr(text, "sizeof");

	if (!at || (at > text && lexer_is_word(at[-1])))
		return NULL;
	at = lexer_skip_blanks(at + strlen("sizeof"));
	const char *end = *at == '(' ? strchr(at, ')') : NULL;
	if (!end || memchr(at + 1, '(', (gsize)(end - at - 1)))
		return NULL;
	return g_strndup(at + 1, (gsize)(end - at - 1));
}

static void ask_sizeof_type(struct unit *unit, const struct scan_define *define, struct probe probe)
{
	g_autofree char *operand = sizeof_operand(define->text);

	if (!operand || !is_expression_like(operand))
		return;
	probe.kind = PROBE_SIZEOF_TYPE;
	g_string_append_printf(unit->text,
			       "#ifdef %s\nextern __typeof__(%s) *" UNIT_PROBE "%u;\n#endif\n",
			       define->name, operand, next_number(unit));
	ask(unit, probe);
}

/*
 * Commands then expand to a null pointer.  It points to an array of what the
 * command takes, and the length of that array tells direction, type and number:
 * the number of a command costs the compiler more than anything else otherwise.
 */
static const char command_macros[] =
	"#undef _IO\n#undef _IOR\n#undef _IOW\n#undef _IOWR\n#undef _IOC\n"
	"#undef _IOR_BAD\n#undef _IOW_BAD\n#undef _IOWR_BAD\n"
	"struct " UNIT_PROBE "nothing { char none; };\n"
	"#define " UNIT_PROBE "code(t,n,d) ((((t)<<8|(n))*4)+(d)+1)\n"
	"#define _IO(t,n) ((struct " UNIT_PROBE "nothing(*)[" UNIT_PROBE "code(t,n,0)])0)\n"
	"#define _IOC(d,t,n,s) 0\n"
	"#define _IOW(t,n,a) ((__typeof__(a)(*)[" UNIT_PROBE "code(t,n,1)])0)\n"
	"#define _IOR(t,n,a) ((__typeof__(a)(*)[" UNIT_PROBE "code(t,n,2)])0)\n"
	"#define _IOWR(t,n,a) ((__typeof__(a)(*)[" UNIT_PROBE "code(t,n,3)])0)\n"
	"#define _IOR_BAD(t,n,a) _IOR(t,n,a)\n"
	"#define _IOW_BAD(t,n,a) _IOW(t,n,a)\n"
	"#define _IOWR_BAD(t,n,a) _IOWR(t,n,a)\n";

static gboolean is_visible(const struct tree_file *file, enum target_id target)
{
	return (file->targets & TARGET_BIT(target)) != 0;
}

struct asking {
	const struct scan *scan;
	struct unit *unit;
	const gboolean *files;            /* to ask for */
	GHashTable *names;                /* asked for already */
	GHashTable *commands;             /* set of scan_define: known already */
	const struct unit_memory *memory; /* NULL if there is none */
	const gboolean *included;         /* certainly part of the unit */
};

static const char *text_of_sole(const char *name, gsize length, gpointer data)
{
	const struct asking *asking = data;
	char buffer[128];

	if (length >= sizeof(buffer))
		return NULL;
	memcpy(buffer, name, length);
	buffer[length] = '\0';
	const struct scan_define *define = g_hash_table_lookup(asking->scan->sole, buffer);
	return define && !define->parameters && asking->included[define->file] ? define->text
									       : NULL;
}

/* Whether the value is known without the compiler. */
static gboolean know_value(struct asking *asking, const struct scan_define *define,
			   struct known_value *known)
{
	return asking->included[define->file] &&
	       g_hash_table_lookup(asking->scan->sole, define->name) == define &&
	       evaluate(define->text, text_of_sole, asking, &known->value, &known->is_negative);
}

static const struct scan_define *certain_define(const struct asking *asking, const char *name)
{
	const struct scan_define *define = g_hash_table_lookup(asking->scan->sole, name);

	return define && asking->included[define->file] ? define : NULL;
}

/* The letter that is the type of a command, as such, in parentheses, or as a macro. */
static gboolean evaluate_type(const struct asking *asking, const char *text, guint depth,
			      guint64 *value)
{
	gboolean is_negative;
	gsize length = strlen(text);

	if (length >= 2 && text[0] == '(' && text[length - 1] == ')') {
		g_autofree char *inner = g_strndup(text + 1, length - 2);
		if (depth && !strpbrk(inner, "()"))
			return evaluate_type(asking, inner, depth - 1, value);
	}
	if (length == 3 && text[0] == '\'' && text[2] == '\'' && g_ascii_isgraph(text[1]) &&
	    text[1] != '\\' && text[1] != '\'') {
		*value = (guint64)text[1];
		return TRUE;
	}
	const struct scan_define *define = certain_define(asking, text);
	if (define && depth && *define->text && !define->parameters && strchr(define->text, '\''))
		return evaluate_type(asking, define->text, depth - 1, value);
	return evaluate(text, text_of_sole, (gpointer)asking, value, &is_negative) && !is_negative;
}

/* "_IO(type, number)", both certain: it takes nothing, so that no type has to be asked for. */
static gboolean know_command(struct asking *asking, const struct scan_define *define,
			     struct known_value *known)
{
	static const char start[] = "_IO(";
	gsize length = strlen(define->text);
	guint64 type, number;
	gboolean is_negative;

	if (!g_str_has_prefix(define->text, start) || define->text[length - 1] != ')' ||
	    certain_define(asking, define->name) != define)
		return FALSE;
	g_autofree char *inner =
		g_strndup(define->text + strlen(start), length - strlen(start) - 1);
	g_auto(GStrv) arguments = g_strsplit(inner, ",", 3);
	if (g_strv_length(arguments) != 2 ||
	    !evaluate_type(asking, g_strstrip(arguments[0]), MOST_NAMES, &type) ||
	    !evaluate(g_strstrip(arguments[1]), text_of_sole, asking, &number, &is_negative) ||
	    is_negative || type > 0xff || number > 0xff)
		return FALSE;
	known->value = UNIT_CODE(type, number, 0);
	known->is_command = TRUE;
	g_hash_table_add(asking->commands, (gpointer)define);
	return TRUE;
}

/* Its type alone tells all; only for a macro that is nothing else elsewhere. */
static gboolean is_pure_command(const struct asking *asking, const struct scan_define *define)
{
	return g_hash_table_lookup(asking->scan->definitions, define->name) ==
		       GUINT_TO_POINTER(1) &&
	       scan_is_pure_command(asking->scan, define->text);
}

/* What was asked from @first on is known: it is taken out of the text again. */
static void withdraw(struct unit *unit, guint first, gsize length)
{
	g_string_truncate(unit->text, length);
	for (guint i = first; i < unit->probes->len; i++)
		g_array_index(unit->probes, struct probe, i).is_known = TRUE;
}

/* What was asked from @first on is about the value of @define. */
static void note_meaning(const struct asking *asking, const struct scan_define *define, guint first)
{
	const struct meaning_context context = {
		.scan = asking->scan,
		.included = asking->included,
		.fixed_macros = asking->memory->fixed_macros,
		.fixed_types = asking->memory->fixed_types,
	};
	struct unit *unit = asking->unit;
	g_autofree char *meaning = meaning_of(&context, define);
	const char *kept = NULL;

	for (guint i = first; meaning && i < unit->probes->len; i++) {
		struct probe *probe = &g_array_index(unit->probes, struct probe, i);

		if (!kept) {
			g_autofree char *all = g_strdup_printf("%d %s", probe->kind, meaning);

			kept = g_string_chunk_insert(unit->strings, all);
		}
		probe->meaning = kept;
	}
}

/* Takes the questions from @first on back if their answers are known. */
static void remember(const struct asking *asking, const struct scan_define *define, guint first,
		     gsize length)
{
	GHashTable *answers = asking->memory->answers;
	struct unit *unit = asking->unit;
	const struct probe *probe;

	if (first == unit->probes->len)
		return;
	if (g_hash_table_contains(answers, define->name)) {
		withdraw(unit, first, length);
		return;
	}
	note_meaning(asking, define, first);
	probe = &g_array_index(unit->probes, struct probe, first);
	if (probe->meaning && g_hash_table_contains(answers, probe->meaning))
		withdraw(unit, first, length);
}

static void ask_define(struct asking *asking, gsize file, guint index)
{
	const struct scan_define *define =
		&g_array_index(asking->scan->files[file].defines, struct scan_define, index);
	struct known_value known = { .file = file, .index = index };
	guint first = asking->unit->probes->len;
	gsize length = asking->unit->text->len;

	if (!g_hash_table_add(asking->names, (gpointer)define->name))
		return;
	if (define->parameters)
		ask_samples(asking->scan, asking->unit, define, file, index);
	else if (know_value(asking, define, &known) || know_command(asking, define, &known))
		g_array_append_val(asking->unit->known, known);
	else if (!is_pure_command(asking, define)) /* see ask_types_of() */
		ask_value(asking->scan, asking->unit, define, file, index);
	if (asking->memory)
		remember(asking, define, first, length);
}

static void ask_values(struct asking *asking)
{
	for (gsize i = 0; i < asking->scan->n_files; i++) {
		const struct scan_file *file = &asking->scan->files[i];
		for (guint j = 0; asking->files[i] && j < file->defines->len; j++)
			ask_define(asking, i, j);
	}
}

static void ask_types_of(struct asking *asking, gsize index)
{
	const struct scan_file *file = &asking->scan->files[index];
	struct unit *unit = asking->unit;

	for (guint j = 0; j < file->defines->len; j++) {
		const struct scan_define *define =
			&g_array_index(file->defines, struct scan_define, j);
		struct probe probe = { .file = index, .index = j };
		if (define->parameters || !scan_composes_command(asking->scan, define->text) ||
		    g_hash_table_contains(asking->commands, define))
			continue;
		probe.is_pure = is_pure_command(asking, define);
		ask_command_type(unit, define->name, define->name, probe);
		ask_sizeof_type(unit, define, probe);
	}
	for (guint j = 0; j < file->enumerators->len; j++) {
		const struct scan_enumerator *enumerator =
			&g_array_index(file->enumerators, struct scan_enumerator, j);
		struct probe probe = { .file = index, .index = j, .is_enumerator = TRUE };
		if (scan_composes_command(asking->scan, enumerator->text))
			ask_command_type(unit, "_IOC", enumerator->text, probe);
	}
}

static void ask_types(struct asking *asking)
{
	g_string_append(asking->unit->text, command_macros);
	for (gsize i = 0; i < asking->scan->n_files; i++) {
		if (asking->files[i])
			ask_types_of(asking, i);
	}
}

/* What every program has that uses kernel headers.  A third of all commands
 * cannot be computed without, and many headers rely on it in silence. */
const char *const parse_always[] = {
	"stddef.h", "stdint.h", "limits.h", "linux/types.h", "linux/ioctl.h", NULL,
};

struct unit *unit_new_knowing(const struct scan *scan, const guint32 *files, gsize n,
			      const gboolean *asked, const struct unit_memory *memory)
{
	struct unit *unit = g_new0(struct unit, 1);
	g_autofree gboolean *included = g_new0(gboolean, scan->n_files + 1);

	unit->text = g_string_sized_new(16 * 1024);
	unit->probes = g_array_new(FALSE, FALSE, sizeof(struct probe));
	unit->known = g_array_new(FALSE, FALSE, sizeof(struct known_value));
	unit->strings = g_string_chunk_new(4096);
	for (gsize i = 0; parse_always[i]; i++)
		g_string_append_printf(unit->text, "#include <%s>\n", parse_always[i]);
	for (gsize i = 0; i < n; i++) {
		included[files[i]] = TRUE;
		g_string_append_printf(unit->text, "#include <%s>\n",
				       scan->files[files[i]].file->path);
	}
	if (!asked)
		return unit;
	struct asking asking = {
		.scan = scan,
		.unit = unit,
		.files = asked,
		.names = g_hash_table_new(g_str_hash, g_str_equal),
		.commands = g_hash_table_new(g_direct_hash, g_direct_equal),
		.included = included,
		.memory = memory,
	};
	ask_values(&asking);
	ask_types(&asking);
	g_hash_table_destroy(asking.names);
	g_hash_table_destroy(asking.commands);
	return unit;
}

struct unit *unit_new(const struct scan *scan, const guint32 *files, gsize n, const gboolean *asked)
{
	return unit_new_knowing(scan, files, n, asked, NULL);
}

void unit_free(struct unit *unit)
{
	if (!unit)
		return;
	g_string_free(unit->text, TRUE);
	g_array_free(unit->probes, TRUE);
	g_array_free(unit->known, TRUE);
	g_string_chunk_free(unit->strings);
	g_free(unit);
}

/* Headers that others include with something defined or chosen before; on
 * their own they are errors or the wrong half. */
static gboolean is_only_included(const struct scan *scan, const char *path, enum target_id target)
{
	const char *name = strrchr(path, '/');

	name = name ? name + 1 : path;
	/* asm/types.h chooses one of them; the other gives all 64-bit types another width. */
	if (!strcmp(path, "asm-generic/int-l64.h") || !strcmp(path, "asm-generic/int-ll64.h"))
		return TRUE;
	if (g_str_has_prefix(path, "asm-generic/")) {
		g_autofree char *own = g_strconcat("asm/", name, NULL);
		return tree_find(scan->tree, own, target) != NULL;
	}
	if (g_str_has_prefix(path, "asm/"))
		return g_str_has_suffix(name, "_32.h") || g_str_has_suffix(name, "_64.h") ||
		       g_str_has_suffix(name, "_x32.h");
	if (!strcmp(path, "linux/byteorder/big_endian.h"))
		return !targets[target].big_endian;
	if (!strcmp(path, "linux/byteorder/little_endian.h"))
		return targets[target].big_endian;
	return FALSE;
}

GArray *unit_choose_headers(const struct scan *scan, enum target_id target)
{
	GArray *chosen = g_array_new(FALSE, FALSE, sizeof(guint32));

	for (guint32 i = 0; i < scan->n_files; i++) {
		const struct tree_file *file = scan->files[i].file;
		if (file->judged && is_visible(file, target) && !scan->files[i].obstacle &&
		    !is_only_included(scan, file->path, target))
			g_array_append_val(chosen, i);
	}
	return chosen;
}
