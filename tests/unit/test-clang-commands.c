/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Command numbers and what they take; the flags of members. */
#include "test-clang.h"

#define COMPOSE                                                    \
	"#define _IO(t, n) _IOC(NONE, (t), (n), 0)\n"              \
	"#define _IOR(t, n, a) _IOC(READ, (t), (n), sizeof(a))\n"  \
	"#define _IOW(t, n, a) _IOC(WRITE, (t), (n), sizeof(a))\n" \
	"#define _IOWR(t, n, a) _IOC(READ | WRITE, (t), (n), sizeof(a))\n"

static const struct piece usual_ioctl_h = {
	.path = "asm/ioctl.h",
	.text = "#ifndef IOCTL_H\n#define IOCTL_H\n"
		"#define NONE 0U\n#define WRITE 1U\n#define READ 2U\n"
		"#define _IOC(d, t, n, s) (((d) << 30) | ((s) << 16) | ((t) << 8) | (n))\n" COMPOSE
		"#endif\n",
	.targets = TARGET_ALL & ~TARGET_BIT(TARGET_POWERPC64LE),
};

static const struct piece powerpc_ioctl_h = {
	.path = "asm/ioctl.h",
	.text = "#ifndef IOCTL_H\n#define IOCTL_H\n"
		"#define NONE 1U\n#define WRITE 4U\n#define READ 2U\n"
		"#define _IOC(d, t, n, s) (((d) << 29) | ((s) << 16) | ((t) << 8) | (n))\n" COMPOSE
		"#endif\n",
	.targets = TARGET_BIT(TARGET_POWERPC64LE),
};

static struct parsed *parse_commands(const char *text, enum target_id target)
{
	g_autofree char *whole =
		g_strconcat("#include <linux/types.h>\n#include <asm/ioctl.h>\n", text, NULL);
	const struct piece pieces[] = { usual_ioctl_h, powerpc_ioctl_h, { "x.h", whole, 0 } };

	return parse_pieces(pieces, G_N_ELEMENTS(pieces), target);
}

static const struct command *need_command(const struct parsed *parsed, const char *name)
{
	const struct constant *constant = need_constant(parsed, name);

	if (constant->command == MODEL_NONE)
		g_error("'%s' is no command", name);

	const struct command *command = &parsed->model->commands[constant->command];
	g_assert_true(&parsed->model->constants[command->constant] == constant);
	return command;
}

static void check_command(const struct parsed *parsed, const char *name, const char *argument,
			  enum command_source source)
{
	const struct command *command = need_command(parsed, name);

	g_assert_cmpstr(command->argument, ==, argument);
	g_assert_cmpint(command->source, ==, source);
	if (argument && g_str_has_prefix(argument, "struct "))
		g_assert_true(&parsed->model->records[command->record] ==
			      need_record(parsed, argument));
	else
		g_assert_cmpuint(command->record, ==, MODEL_NONE);
}

static const char lamp[] = "struct lamp { __u32 a; __u64 b; };\n"
			   "#define LAMP_PLAIN _IO('L', 1)\n"
			   "#define LAMP_GET _IOR('L', 2, struct lamp)\n"
			   "#define LAMP_SET _IOW('L', 3, struct lamp)\n"
			   "#define LAMP_SWAP _IOWR('L', 4, struct lamp)\n"
			   "#define LAMP_NUMBER _IOR('L', 5, __u32)\n"
			   "#define LAMP_ARRAY _IOW('L', 6, __u16[3])\n"
			   "#define LAMP_POINTER _IOW('L', 7, struct lamp *)\n";

static void check_parts(const struct parsed *parsed, const char *name, guint32 direction,
			guint32 number, guint32 size)
{
	const struct command *command = need_command(parsed, name);

	g_assert_cmpuint(command->direction, ==, direction);
	g_assert_cmpuint(command->type, ==, 'L');
	g_assert_cmpuint(command->number, ==, number);
	g_assert_cmpuint(command->size, ==, size);
}

static void check_lamp(enum target_id target, guint lamp_size, guint pointer_size)
{
	AUTO(parsed) parsed = parse_commands(lamp, target);

	check_all_judged(parsed);
	check_parts(parsed, "LAMP_PLAIN", COMMAND_NONE, 1, 0);
	check_parts(parsed, "LAMP_GET", COMMAND_READ, 2, lamp_size);
	check_parts(parsed, "LAMP_SET", COMMAND_WRITE, 3, lamp_size);
	check_parts(parsed, "LAMP_SWAP", COMMAND_READ | COMMAND_WRITE, 4, lamp_size);
	check_parts(parsed, "LAMP_NUMBER", COMMAND_READ, 5, 4);
	check_parts(parsed, "LAMP_ARRAY", COMMAND_WRITE, 6, 6);
	check_parts(parsed, "LAMP_POINTER", COMMAND_WRITE, 7, pointer_size);
	check_command(parsed, "LAMP_PLAIN", NULL, COMMAND_TYPE_UNKNOWN);
	check_command(parsed, "LAMP_GET", "struct lamp", COMMAND_TYPE_MACRO);
	check_command(parsed, "LAMP_NUMBER", "unsigned int", COMMAND_TYPE_MACRO);
	g_assert_cmpuint(need_command(parsed, "LAMP_POINTER")->record, ==, MODEL_NONE);
}

static void test_packing(void)
{
	check_lamp(TARGET_X86_64, 16, 8);
	check_lamp(TARGET_I386, 12, 4);
	check_lamp(TARGET_S390X, 16, 8);
	check_lamp(TARGET_POWERPC64LE, 16, 8);

	AUTO(parsed) usual = parse_commands(lamp, TARGET_X86_64);
	AUTO(parsed) powerpc = parse_commands(lamp, TARGET_POWERPC64LE);

	check_integer(usual, "LAMP_SET", 0x40104c03);
	check_integer(powerpc, "LAMP_SET", 0x80104c03);
	check_integer(powerpc, "LAMP_PLAIN", 0x20004c01);
}

static void test_wrappers(void)
{
	AUTO(parsed) parsed = parse_commands("struct lamp { __u32 a; };\n"
					     "#define LAMP_IOW(n, t) _IOW('L', n, t)\n"
					     "#define LAMP_DEEP(n, t) LAMP_IOW((n) + 8, t)\n"
					     "#define LAMP_ONE LAMP_IOW(1, struct lamp)\n"
					     "#define LAMP_TWO LAMP_DEEP(2, struct lamp)\n"
					     "#define LAMP_ALIAS LAMP_TWO\n"
					     "#define LAMP_NAME(len) _IOC(READ, 'L', 3, len)\n",
					     TARGET_X86_64);
	const struct function_macro *name = model_function_macro(parsed->model, "LAMP_NAME");

	check_command(parsed, "LAMP_ONE", "struct lamp", COMMAND_TYPE_MACRO);
	check_command(parsed, "LAMP_TWO", "struct lamp", COMMAND_TYPE_MACRO);
	g_assert_cmpuint(need_command(parsed, "LAMP_TWO")->number, ==, 10);
	check_integer(parsed, "LAMP_ALIAS", 0x40044c0a);
	g_assert_nonnull(name);
	g_assert_true(name->is_command);
	g_assert_true(name->has_sample[0]);
	g_assert_cmpuint(name->sample[0], ==, 0x80014c03);
}

static void test_raw(void)
{
	AUTO(parsed) parsed =
		parse_commands("struct lamp { __u32 a; };\n"
			       "#define LAMP_RAW _IOC(READ | WRITE, 'L', 1, sizeof(struct lamp))\n"
			       "#define LAMP_SIZED _IOC(READ, 'L', 2, 24)\n",
			       TARGET_X86_64);

	check_command(parsed, "LAMP_RAW", "struct lamp", COMMAND_TYPE_SIZEOF);
	check_parts(parsed, "LAMP_RAW", COMMAND_READ | COMMAND_WRITE, 1, 4);
	check_command(parsed, "LAMP_SIZED", NULL, COMMAND_TYPE_UNKNOWN);
	check_parts(parsed, "LAMP_SIZED", COMMAND_READ, 2, 24);
}

static void test_enumerators(void)
{
	AUTO(parsed) parsed = parse_commands("struct lamp { __u32 a; };\n"
					     "enum {\n"
					     "	LAMP_ON = _IO('L', 1),\n"
					     "	LAMP_SET = _IOW('L', 2, struct lamp), /* set */\n"
					     "	LAMP_LAST = 77,\n"
					     "};\n",
					     TARGET_X86_64);

	check_parts(parsed, "LAMP_SET", COMMAND_WRITE, 2, 4);
	check_command(parsed, "LAMP_SET", "struct lamp", COMMAND_TYPE_MACRO);
	g_assert_cmpint(need_constant(parsed, "LAMP_SET")->kind, ==, CONSTANT_ENUMERATOR);
	g_assert_cmpuint(need_constant(parsed, "LAMP_LAST")->command, ==, MODEL_NONE);
}

static void test_comments(void)
{
	AUTO(parsed) parsed = parse_commands(
		"#define LAMP_BASE 100\n"
		"/**\n"
		" * LAMP_GET_INFO - _IOR(LAMP_TYPE, LAMP_BASE + 7, struct lamp_info)\n"
		" *\n"
		" * Fills a struct lamp_other.\n"
		" */\n"
		"struct lamp_info { __u32 argsz; };\n"
		"struct lamp_other { __u32 argsz; };\n"
		"#define LAMP_GET_INFO _IO('L', LAMP_BASE + 7)\n"
		"/* LAMP_RESET - _IO(LAMP_TYPE, LAMP_BASE + 8) */\n"
		"#define LAMP_RESET _IO('L', LAMP_BASE + 8)\n"
		"struct lamp_alloc { __u32 size; };\n"
		"#define LAMP_ALLOC _IO('L', LAMP_BASE + 9)\n",
		TARGET_X86_64);

	check_command(parsed, "LAMP_GET_INFO", "struct lamp_info", COMMAND_TYPE_COMMENT);
	check_command(parsed, "LAMP_RESET", NULL, COMMAND_TYPE_UNKNOWN);
	check_command(parsed, "LAMP_ALLOC", "struct lamp_alloc", COMMAND_TYPE_NAME);
}

/* Programs may be given commands as plain numbers: nothing tells that these are some. */
static void test_numbers(void)
{
	AUTO(parsed) parsed = parse_commands("#define OLD_COMMAND 0x5401\n", TARGET_X86_64);

	g_assert_cmpuint(need_constant(parsed, "OLD_COMMAND")->command, ==, MODEL_NONE);
	g_assert_cmpuint(parsed->model->n_commands, ==, 0);
}

static const struct flag *find_flag(const struct parsed *parsed, const char *name)
{
	for (guint32 i = 0; i < parsed->model->n_flags; i++) {
		const struct flag *flag = &parsed->model->flags[i];

		if (!strcmp(parsed->model->constants[flag->constant].name, name))
			return flag;
	}
	return NULL;
}

static void check_flag(const struct parsed *parsed, const char *name, const char *record,
		       const char *member)
{
	const struct flag *flag = find_flag(parsed, name);

	if (!flag)
		g_error("'%s' is the flag of nothing", name);

	const struct record *owner = &parsed->model->records[flag->record];
	g_assert_cmpstr(owner->name, ==, record);
	g_assert_cmpstr(owner->members[flag->member].name, ==, member);
	g_assert_cmpint(flag->evidence, ==, FLAG_BY_POSITION);
}

static void test_flags(void)
{
	AUTO(parsed) parsed = parse_commands("struct lamp {\n"
					     "	__u32 argsz;\n"
					     "	__u32 flags;\n"
					     "#define LAMP_BRIGHT (1 << 0)\n"
					     "#define LAMP_WARM (1 << 1)\n"
					     "	__u32 mode;\n"
					     "#define LAMP_MODE_BLINK 1\n"
					     "	struct lamp_part {\n"
					     "		__u32 kind;\n"
					     "#define LAMP_PART_RED 1\n"
					     "		__u32 rest;\n"
					     "	} part;\n"
					     "	__u32 end;\n"
					     "#define LAMP_END_NOW 1\n"
					     "};\n"
					     "#define LAMP_OUTSIDE 1\n",
					     TARGET_X86_64);

	check_flag(parsed, "LAMP_BRIGHT", "struct lamp", "flags");
	check_flag(parsed, "LAMP_WARM", "struct lamp", "flags");
	check_flag(parsed, "LAMP_MODE_BLINK", "struct lamp", "mode");
	check_flag(parsed, "LAMP_PART_RED", "struct lamp_part", "kind");
	check_flag(parsed, "LAMP_END_NOW", "struct lamp", "end");
	g_assert_null(find_flag(parsed, "LAMP_OUTSIDE"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/clang/commands/packing", test_packing);
	g_test_add_func("/clang/commands/wrappers", test_wrappers);
	g_test_add_func("/clang/commands/raw", test_raw);
	g_test_add_func("/clang/commands/enumerators", test_enumerators);
	g_test_add_func("/clang/commands/comments", test_comments);
	g_test_add_func("/clang/commands/numbers", test_numbers);
	g_test_add_func("/clang/commands/flags", test_flags);
	return g_test_run();
}
