/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Constants: numbers that programs have compiled in.
 */
#include <string.h>

#include "rules/judging.h"

const char *constant_number(struct judging *judging, const struct constant *constant)
{
	if (constant->is_negative)
		return opinion_say(judging, "%" G_GINT64_FORMAT, (gint64)constant->value);
	if (constant->value > 4096)
		return opinion_say(judging, "0x%" G_GINT64_MODIFIER "x", constant->value);
	return opinion_say(judging, "%" G_GUINT64_FORMAT, constant->value);
}

static gboolean added(struct judging *judging, const struct change *change, struct opinion *opinion)
{
	opinion->message = opinion_say(judging, "'%s' is new", change->item_name);
	return TRUE;
}

const struct rule rule_constant_added = {
	.id = "constant/added",
	.dimension = DIMENSION_API,
	.change = CHANGE_CONSTANT_ADDED,
	.summary = "a constant is new",
	.why = "no program knows it yet",
	.fix = "none is needed",
	.judge = added,
};

/* __FOO_AFTER_LAST and its like: nobody has a use for them. */
static gboolean is_private_bound(const char *name)
{
	return g_str_has_prefix(name, "__") && name_is_bound(name);
}

/* Padding is an attribute of its own, which a parser may name. */
static gboolean is_placeholder(const char *name)
{
	return name_is_placeholder(name) && !strstr(name, "PAD");
}

void constant_judge_removal(struct judging *judging, const struct change *change,
			    struct opinion *opinion)
{
	opinion->verdict = VERDICT_BREAKS;
	if (change->successor)
		opinion->message = opinion_say(judging, "'%s' is gone; '%s' has its value %s now",
					       change->item_name, change->successor,
					       constant_number(judging, change->old_constant));
	else if (change->old_constant->value_kind == VALUE_INTEGER)
		opinion->message = opinion_say(judging, "'%s' (%s) is gone", change->item_name,
					       constant_number(judging, change->old_constant));
	else
		opinion->message = opinion_say(judging, "'%s' is gone", change->item_name);
	if (is_private_bound(change->item_name) || is_placeholder(change->item_name) ||
	    opinion_left_to_arch(judging, change, change->item_name, opinion)) {
		opinion->verdict = VERDICT_SAFE;
		return;
	}
	opinion_settle(judging, change, change->successor ? TOPIC_RENAME : TOPIC_REMOVAL, opinion);
}

static gboolean removed(struct judging *judging, const struct change *change,
			struct opinion *opinion)
{
	if (change->successor || change->old_constant->kind != CONSTANT_MACRO)
		return FALSE;
	constant_judge_removal(judging, change, opinion);
	return TRUE;
}

const struct rule rule_constant_removed = {
	.id = "constant/removed",
	.dimension = DIMENSION_API,
	.change = CHANGE_CONSTANT_REMOVED,
	.summary = "a macro is gone",
	.why = "sources that use it do not compile, and #ifdef on it takes the other branch; "
	       "programs already built keep the number, and only the kernel can say what it does "
	       "with it now",
	.fix = "keep the name, with a comment that nothing provides it any more",
	.judge = removed,
};

static gboolean renamed(struct judging *judging, const struct change *change,
			struct opinion *opinion)
{
	if (!change->successor)
		return FALSE;
	if (change->heir) /* see constant/number-reused */
		opinion->why = "sources that use the old name do not compile";
	constant_judge_removal(judging, change, opinion);
	return TRUE;
}

const struct rule rule_constant_renamed = {
	.id = "constant/renamed",
	.dimension = DIMENSION_API,
	.change = CHANGE_CONSTANT_REMOVED,
	.summary = "a constant has another name",
	.why = "programs already built are not affected; sources that use the old name do not "
	       "compile",
	.fix = "keep the old name as an alias: #define OLD_NAME NEW_NAME",
	.judge = renamed,
};

static gboolean number_reused(struct judging *judging, const struct change *change,
			      struct opinion *opinion)
{
	if (!change->heir)
		return FALSE;
	opinion->message =
		opinion_say(judging, "'%s' is gone, and '%s' has its number %s", change->item_name,
			    change->heir, constant_number(judging, change->old_constant));
	opinion_depends(opinion,
			opinion_say(judging,
				    "whether '%s' is '%s' under another name, or something "
				    "else that programs already built now ask for",
				    change->heir, change->item_name));
	opinion_settle(judging, change, TOPIC_VALUE_CHANGE, opinion);
	return TRUE;
}

const struct rule rule_constant_number_reused = {
	.id = "constant/number-reused",
	.dimension = DIMENSION_ABI,
	.change = CHANGE_CONSTANT_REMOVED,
	.summary = "the number of a constant that is gone was given to another one",
	.why = "programs already built still use the number for what it used to mean",
	.fix = "leave the number unused, under a reserved name, and take the next free one",
	.judge = number_reused,
};

/* Programs that compare a version for equality stop at another one. */
static gboolean is_handshake(const char *name)
{
	return g_str_has_suffix(name, "API_VERSION") || g_str_has_suffix(name, "ABI_VERSION") ||
	       g_str_has_suffix(name, "ABI_VERSION_MIN");
}

/* The minor part starts again when the major one is stepped. */
static gboolean is_version_part(const char *name)
{
	return strstr(name, "MINOR") || strstr(name, "SUBLEVEL") || strstr(name, "PATCHLEVEL");
}

/* Many bits, and more of them now. */
static gboolean is_wider_mask(const struct change *change)
{
	guint64 old = change->old_constant->value, now = change->new_constant->value;

	return !(old & ~now) && __builtin_popcountll(old) >= 8;
}

/* X that has an X_MIN not above its old value: a range that both sides know. */
static gboolean has_lower_end(const struct judging *judging, const struct change *change)
{
	g_autofree char *name = g_strconcat(change->item_name, "_MIN", NULL);
	const struct constant *lower = model_constant(judging->diff->new_model, name);

	return lower && lower->value_kind == VALUE_INTEGER &&
	       lower->value <= change->old_constant->value;
}

static gboolean is_name(const char *text)
{
	if (!text || (!g_ascii_isalpha(*text) && *text != '_'))
		return FALSE;
	for (; *text; text++) {
		if (!g_ascii_isalnum(*text) && *text != '_')
			return FALSE;
	}
	return TRUE;
}

/* "#define FOO FOO_V3" where it was FOO_V2: the latest of several. */
static gboolean points_elsewhere(const struct change *change)
{
	return change->old_constant->kind == CONSTANT_MACRO &&
	       change->new_constant->kind == CONSTANT_MACRO &&
	       is_name(change->old_constant->text) && is_name(change->new_constant->text);
}

/* A version that is another one on a rebuild. */
static gboolean is_latest(const struct change *change)
{
	return points_elsewhere(change) && name_is_version(change->item_name) &&
	       !name_is_bound(change->item_name);
}

/* "(FOO_A | FOO_B | FOO_C)": all flags that there are. */
static gboolean combines(const struct change *change)
{
	const char *text = change->new_constant->text;
	gboolean names = FALSE, joined = FALSE;

	for (; text && *text; text++) {
		if (*text == '|')
			joined = TRUE;
		else if (g_ascii_isalpha(*text) || *text == '_')
			names = TRUE;
		else if (!g_ascii_isdigit(*text) && !strchr("() ", *text))
			return FALSE;
	}
	return names && joined && !(change->old_constant->value & ~change->new_constant->value);
}

/* A new macro right before this one is the last that it counts, or the one
 * behind which it stands. */
static gboolean counts(const struct judging *judging, const struct change *change)
{
	const struct constant *now = change->new_constant;

	if (now->kind != CONSTANT_MACRO || now->value <= change->old_constant->value)
		return FALSE;
	for (guint i = 0; i < judging->diff->added_constants->len; i++) {
		const struct constant *added = judging->diff->added_constants->pdata[i];
		if (added->place.header == now->place.header && added->kind == CONSTANT_MACRO &&
		    added->ordinal + 1 == now->ordinal &&
		    (added->value == now->value || added->value + 1 == now->value))
			return TRUE;
	}
	return FALSE;
}

/* "#define FOO_MAX_LEN 128", where it was 256: less is allowed now. */
static gboolean is_lowered_limit(const struct change *change)
{
	const char *text = change->new_constant->text;

	return !change->is_bound && change->new_constant->kind == CONSTANT_MACRO &&
	       (strstr(change->item_name, "MAX") || strstr(change->item_name, "LIMIT")) && text &&
	       g_ascii_isdigit(*text) && change->old_constant->value > change->new_constant->value;
}

/* The length of an array, where the change is told. */
static gboolean is_length(struct judging *judging, const struct change *change,
			  struct opinion *opinion)
{
	if (!change->old_member)
		return FALSE;
	opinion_know(judging, opinion, "it is the length of '%s' in '%s', which changed with it",
		     change->old_member->name, change->old_record->name);
	return TRUE;
}

/* FOO_MASK or FOO_ALL that has neither more bits nor fewer: other ones. */
static gboolean is_another_mask(const struct change *change)
{
	static const char *const words[] = { "MASK", "ALL", "VALID", NULL };
	guint64 old = change->old_constant->value, now = change->new_constant->value;
	const char *text = change->new_constant->text;
	g_auto(GStrv) parts = g_strsplit(change->item_name, "_", -1);
	gboolean doubtful = name_is_doubtful_bound(change->item_name);

	for (gsize i = 0; doubtful && words[i]; i++) {
		if (g_strv_contains((const char *const *)parts, words[i]))
			return text && *text != '_' && (old & ~now) && (now & ~old);
	}
	return FALSE;
}

/* Values that are meant to change: nobody sends them. */
static gboolean is_stepping(struct judging *judging, const struct change *change,
			    struct opinion *opinion)
{
	const char *name = change->item_name;
	gboolean larger = change->new_constant->value > change->old_constant->value;

	if (name_is_version(name) && (larger || is_version_part(name)) && !is_handshake(name)) {
		opinion_know(judging, opinion, "a version that is stepped tells what is there");
		return TRUE;
	}
	if (has_lower_end(judging, change)) {
		opinion_know(judging, opinion, "'%s_MIN' says that the old value is still served",
			     name);
		return TRUE;
	}
	if (combines(change) || counts(judging, change)) {
		opinion_know(judging, opinion,
			     "by its definition it combines or counts other constants; programs "
			     "already built keep those that they know");
		return TRUE;
	}
	if (name_is_placeholder(name) || is_wider_mask(change)) {
		opinion_know(judging, opinion,
			     "it is a mask: programs already built keep the bits that they know");
		return TRUE;
	}
	if (change->is_bound ||
	    (name_is_bound(name) && !is_handshake(name) && !is_another_mask(change))) {
		opinion_know(judging, opinion,
			     "by its name it bounds, counts or combines other constants; programs "
			     "already built keep the bound that they know");
		return TRUE;
	}
	return FALSE;
}

/* One bit that became none, so that rebuilt programs do not ask for it. */
static gboolean is_retired_flag(const struct change *change)
{
	guint64 old = change->old_constant->value;

	return !change->new_constant->value && old > 2 && !(old & (old - 1));
}

/* FOO_ALL_FLAGS: programs send it, and its meaning moves with a rebuild. */
static gboolean stands_for_all(const struct change *change)
{
	gboolean grew = !(change->old_constant->value & ~change->new_constant->value);

	return grew &&
	       (strstr(change->item_name, "_ALL_") || g_str_has_suffix(change->item_name, "_ALL"));
}

static gboolean value(struct judging *judging, const struct change *change, struct opinion *opinion)
{
	if (change->old_command) /* see command/number-changed and constant/name-reused */
		return FALSE;
	opinion->message =
		opinion_say(judging, "'%s' changed its value from %s to %s", change->item_name,
			    constant_number(judging, change->old_constant),
			    constant_number(judging, change->new_constant));
	if (opinion_settle(judging, change, TOPIC_VALUE_CHANGE, opinion) ||
	    is_length(judging, change, opinion))
		return TRUE;
	if (is_lowered_limit(change)) {
		opinion_depends(opinion, "whether the kernel still serves programs that go up to "
					 "the old limit");
		return TRUE;
	}
	if (stands_for_all(change)) {
		opinion_depends(opinion, "whether rebuilt programs ask for all of it: an older "
					 "kernel refuses what it does not know");
		return TRUE;
	}
	if (!is_latest(change) && is_stepping(judging, change, opinion))
		return TRUE;
	if (change->successor) /* see constant/name-reused */
		return FALSE;
	opinion->verdict = VERDICT_BREAKS;
	if (points_elsewhere(change))
		opinion_depends(opinion, opinion_say(judging,
						     "whether the kernel still serves what '%s' "
						     "stood for, and a rebuilt program can cope "
						     "with a kernel that only knows that",
						     change->item_name));
	else if (is_retired_flag(change))
		opinion_depends(opinion, "whether the kernel still understands the bit from "
					 "programs already built");
	else if (is_handshake(change->item_name))
		opinion_depends(opinion, "whether programs insist on the version that they were "
					 "built with");
	return TRUE;
}

const struct rule rule_constant_value = {
	.id = "constant/value-changed",
	.dimension = DIMENSION_ABI,
	.change = CHANGE_CONSTANT_VALUE,
	.summary = "a constant has another value",
	.why = "programs already built use the old number, which now means something else or "
	       "nothing",
	.fix = "leave the number as it is, and give the new value a new name",
	.judge = value,
};

gboolean constant_judge_reuse(struct judging *judging, const struct change *change,
			      struct opinion *opinion)
{
	if (!change->successor)
		return FALSE;
	opinion->verdict = VERDICT_BREAKS;
	opinion->message =
		opinion_say(judging, "'%s' means %s now; its old value %s is called '%s'",
			    change->item_name, constant_number(judging, change->new_constant),
			    constant_number(judging, change->old_constant), change->successor);
	return TRUE;
}

const struct rule rule_constant_name_reused = {
	.id = "constant/name-reused",
	.dimension = DIMENSION_API,
	.change = CHANGE_CONSTANT_VALUE,
	.summary = "a name was given to something else, its old meaning has a new name",
	.why = "sources compile as before and silently mean something else",
	.fix = "never give a name that programs use to something else; find a new one",
	.judge = constant_judge_reuse,
};

static gboolean string(struct judging *judging, const struct change *change,
		       struct opinion *opinion)
{
	opinion->message =
		opinion_say(judging, "'%s' changed from \"%s\" to \"%s\"", change->item_name,
			    change->old_constant->text, change->new_constant->text);
	if (name_is_version(change->item_name) || strstr(change->item_name, "DATE") ||
	    strstr(change->item_name, "RELEASE") ||
	    opinion_settle(judging, change, TOPIC_VALUE_CHANGE, opinion))
		return TRUE;
	opinion->verdict = VERDICT_BREAKS;
	return TRUE;
}

const struct rule rule_constant_string = {
	.id = "constant/string-changed",
	.dimension = DIMENSION_ABI,
	.change = CHANGE_CONSTANT_STRING,
	.summary = "a string constant changed",
	.why = "programs already built look something up by the old string: a family, a device, "
	       "a path",
	.fix = "keep the string and make a new macro for the new one",
	.judge = string,
};

/* The struct that the text of a command names, NULL if none. */
static char *argument_tag(const char *text)
{
	const char *at = strstr(text, "struct ");
	gsize length = 0;

	if (!at)
		return NULL;
	at += strlen("struct ");
	while (g_ascii_isalnum(at[length]) || at[length] == '_')
		length++;
	return g_strndup(at, length);
}

static gboolean broken(struct judging *judging, const struct change *change,
		       struct opinion *opinion)
{
	const char *text = change->new_constant ? change->new_constant->text : NULL;
	g_autofree char *tag = text ? argument_tag(text) : NULL;
	const char *was = change->old_constant->value_kind == VALUE_INTEGER
				  ? constant_number(judging, change->old_constant)
				  : opinion_say(judging, "\"%s\"", change->old_constant->text);

	opinion->verdict = tag && opinion_left_to_arch(judging, change, tag, opinion)
				   ? VERDICT_SAFE
				   : VERDICT_BREAKS;
	if (text)
		opinion->message = opinion_say(judging,
					       "'%s' was %s, and its definition '%s' is no "
					       "constant for a program now",
					       change->item_name, was, text);
	else
		opinion->message =
			opinion_say(judging, "'%s' was %s, and is a macro with parameters now",
				    change->item_name, was);
	return TRUE;
}

const struct rule rule_constant_not_constant = {
	.id = "constant/not-constant",
	.dimension = DIMENSION_API,
	.change = CHANGE_CONSTANT_BROKEN,
	.summary = "a macro is no longer a constant that programs can use",
	.why = "its definition needs something that programs do not have, such as a kernel type "
	       "or helper, so sources that use it do not compile",
	.fix = "use only what UAPI headers export: __u32 for u32, (1U << n) for BIT(n), _BITULL(n)",
	.judge = broken,
};

static gboolean repaired(struct judging *judging, const struct change *change,
			 struct opinion *opinion)
{
	opinion->message = opinion_say(judging, "'%s' is a constant that programs can use now",
				       change->item_name);
	return TRUE;
}

const struct rule rule_constant_repaired = {
	.id = "constant/repaired",
	.dimension = DIMENSION_API,
	.change = CHANGE_CONSTANT_REPAIRED,
	.summary = "a macro became a constant that programs can use",
	.why = "no program could use it before",
	.fix = "none is needed",
	.judge = repaired,
};

static gboolean kind(struct judging *judging, const struct change *change, struct opinion *opinion)
{
	if (change->old_constant->kind == change->new_constant->kind)
		opinion->message = opinion_say(judging, "'%s' is %s instead of %s: the same bits",
					       change->item_name,
					       constant_number(judging, change->new_constant),
					       constant_number(judging, change->old_constant));
	else
		opinion->message = opinion_say(judging,
					       "'%s' is an enumerator now, no macro; #ifdef cannot "
					       "see it",
					       change->item_name);
	return TRUE;
}

const struct rule rule_constant_kind = {
	.id = "constant/kind-changed",
	.dimension = DIMENSION_API,
	.change = CHANGE_CONSTANT_KIND,
	.summary = "a constant of the same value is of another kind",
	.why = "its value is what it was; only sources that ask for it with #ifdef take the other "
	       "branch",
	.fix = "add \"#define NAME NAME\" beside the enumerator",
	.judge = kind,
};

/* "'(a | b)'", "the string "a"", "nothing" */
static const char *expansion(struct judging *judging, const struct constant *constant)
{
	const char *text = constant->text;

	if (constant->value_kind == VALUE_EMPTY || !text || !*text)
		return "nothing";
	return opinion_say(judging,
			   constant->value_kind == VALUE_STRING ? "the string \"%s\"" : "'%s'",
			   text);
}

static gboolean text(struct judging *judging, const struct change *change, struct opinion *opinion)
{
	enum value_kind old = change->old_constant->value_kind;
	enum value_kind now = change->new_constant->value_kind;

	opinion->message = opinion_say(judging, "'%s' expands to %s instead of %s",
				       change->item_name, expansion(judging, change->new_constant),
				       expansion(judging, change->old_constant));
	/* What is only asked for with #ifdef still is there. */
	if (old == VALUE_EMPTY && now == VALUE_INTEGER)
		return TRUE;
	if (old == VALUE_INTEGER || old == VALUE_STRING) {
		opinion->verdict = VERDICT_BREAKS;
		return TRUE;
	}
	if (!g_str_has_prefix(change->item_name, "__")) /* a helper of headers */
		opinion_depends(opinion, "whether what it expands to still means the same to "
					 "programs that use it");
	return TRUE;
}

const struct rule rule_constant_text = {
	.id = "constant/text-changed",
	.dimension = DIMENSION_API,
	.change = CHANGE_CONSTANT_TEXT,
	.summary = "a macro that is no number expands to something else",
	.why = "sources that use it get other code when they are rebuilt",
	.fix = "keep the old expansion, or make a new macro",
	.judge = text,
};
