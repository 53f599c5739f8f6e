/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Records of a kernel against those of headers. */
#include "test-btf.h"

static const char plain[] = "struct s { __u32 a; __u64 b; __u8 c[4]; };\n";

static void test_same(void)
{
	AUTO(kernel) kernel = kernel_new();
	int array = kernel_array(kernel, kernel->u8, 4);

	kernel_struct(kernel, "s", 24);
	kernel_field(kernel, "a", kernel->u32, 0);
	kernel_field(kernel, "b", kernel->u64, 8);
	kernel_field(kernel, "c", array, 16);
	check_same(plain, kernel);
}

static void test_moved(void)
{
	AUTO(kernel) kernel = kernel_new();
	int array = kernel_array(kernel, kernel->u8, 4);

	kernel_struct(kernel, "s", 16);
	kernel_field(kernel, "a", kernel->u32, 0);
	kernel_field(kernel, "c", array, 4);
	kernel_field(kernel, "b", kernel->u64, 8);
	AUTO(compared) compared = compare(plain, kernel);

	const struct change *change = need_change(compared->to_kernel, CHANGE_MEMBER_MOVED, "s");
	g_assert_cmpstr(change->old_member->name, ==, "c");
	g_assert_cmpuint(change->new_member->bit_offset, ==, 32);
	g_assert_cmpuint(change->new_record->size, ==, 16);
	/* It stands where the headers have it, in what is not a header. */
	g_assert_cmpuint(change->new_place.line, ==, change->old_place.line);
	g_assert_cmpstr(compared->model->headers[change->new_place.header].shown, ==, "btf:kernel");
}

static void test_grown(void)
{
	AUTO(kernel) kernel = kernel_new();
	int array = kernel_array(kernel, kernel->u8, 4);

	kernel_struct(kernel, "s", 32);
	kernel_field(kernel, "a", kernel->u32, 0);
	kernel_field(kernel, "b", kernel->u64, 8);
	kernel_field(kernel, "c", array, 16);
	kernel_field(kernel, "d", kernel->u64, 24);
	AUTO(compared) compared = compare(plain, kernel);

	const struct change *change = need_change(compared->to_kernel, CHANGE_RECORD_GREW, "s");
	g_assert_cmpstr(change->new_member->name, ==, "d");
	g_assert_cmpstr(change->new_member->type.spelled, ==, "__u64");
	g_assert_cmpstr(change->new_member->type.canonical, ==, "unsigned long long");
	need_change(compared->from_kernel, CHANGE_MEMBER_REMOVED, "s");
}

static void test_missing_member(void)
{
	AUTO(kernel) kernel = kernel_new();

	kernel_struct(kernel, "s", 16);
	kernel_field(kernel, "a", kernel->u32, 0);
	kernel_field(kernel, "b", kernel->u64, 8);
	check_one(plain, kernel, CHANGE_MEMBER_REMOVED, "s");
}

static void test_missing_record(void)
{
	AUTO(kernel) kernel = kernel_new();

	btf__add_fwd(kernel->btf, "s", BTF_FWD_STRUCT);
	check_left(plain, kernel, "struct s", "no such type");
}

/* Types that are the same by another name. */
static void test_integers(void)
{
	AUTO(kernel) kernel = kernel_new();
	int flag = btf__add_const(kernel->btf, kernel->u32);

	kernel_struct(kernel, "s", 24);
	kernel_field(kernel, "a", kernel->unsigned_long, 0);
	kernel_field(kernel, "b", kernel->character, 8);
	kernel_field(kernel, "c", flag, 12);
	kernel_field(kernel, "d", kernel->boolean, 16);
	check_same("struct s { __u64 a; char b; __u32 c; _Bool d; };\n", kernel);
	check_one("struct s { __u64 a; __u8 b; __u32 c; _Bool d; };\n", kernel,
		  CHANGE_MEMBER_RETYPED, "s");
	check_one("struct s { __u64 a; char b; __s32 c; _Bool d; };\n", kernel,
		  CHANGE_MEMBER_RETYPED, "s");
}

static void test_byte_order(void)
{
	AUTO(kernel) kernel = kernel_new();
	int big = kernel_typedef(kernel, "__be32", kernel->u32);

	kernel_struct(kernel, "s", 4);
	kernel_field(kernel, "a", big, 0);
	check_same("typedef __u32 __be32;\nstruct s { __be32 a; };\n", kernel);
	check_one("struct s { __u32 a; };\n", kernel, CHANGE_MEMBER_RETYPED, "s");
}

/* A kernel has the bits of a float, and no floats. */
static void test_float(void)
{
	AUTO(kernel) kernel = kernel_new();

	kernel_struct(kernel, "s", 8);
	kernel_field(kernel, "a", kernel->u32, 0);
	kernel_field(kernel, "b", kernel->u32, 4);
	check_same("struct s { float a; __u32 b; };\n", kernel);
}

static void test_pointers(void)
{
	AUTO(kernel) kernel = kernel_new();
	int constant = btf__add_const(kernel->btf, kernel->character);
	int user = btf__add_type_tag(kernel->btf, "user", constant);
	int string = btf__add_ptr(kernel->btf, user);
	int other = btf__add_ptr(kernel->btf, btf__add_fwd(kernel->btf, "o", BTF_FWD_STRUCT));
	int function = btf__add_ptr(kernel->btf, btf__add_func_proto(kernel->btf, 0));
	int twice = btf__add_ptr(kernel->btf, btf__add_ptr(kernel->btf, 0));

	kernel_struct(kernel, "s", 32);
	kernel_field(kernel, "a", string, 0);
	kernel_field(kernel, "b", other, 8);
	kernel_field(kernel, "c", function, 16);
	kernel_field(kernel, "d", twice, 24);
	check_same("struct o;\nstruct s { char *a; struct o *b; int (*c)(int); void **d; };\n",
		   kernel);
	check_one("struct o;\nstruct s { char *a; struct o *b; int (*c)(int); void *d; };\n",
		  kernel, CHANGE_MEMBER_RETYPED, "s");

	/* What points to something that only the kernel has is the kernel's own. */
	check_left("struct p;\nstruct s { char *a; struct p *b; int (*c)(int); void **d; };\n",
		   kernel, "struct s", "of its own");
	kernel_struct(kernel, "o", 4);
	kernel_field(kernel, "i", kernel->s32, 0);
	check_one("struct o { __s32 i; };\nstruct p;\n"
		  "struct s { char *a; struct p *b; int (*c)(int); void **d; };\n",
		  kernel, CHANGE_MEMBER_RETYPED, "s");
}

static void test_inline(void)
{
	AUTO(kernel) kernel = kernel_new();
	int in = kernel_struct(kernel, NULL, 8);
	kernel_field(kernel, "x", kernel->u32, 0);
	kernel_field(kernel, "y", kernel->u32, 4);
	int either = kernel_union(kernel, NULL, 8);
	kernel_field(kernel, "p", kernel->u64, 0);
	kernel_field(kernel, "q", kernel->u32, 0);
	int several = kernel_array(kernel, in, 2);

	kernel_struct(kernel, "s", 32);
	kernel_field(kernel, "in", in, 0);
	kernel_field(kernel, NULL, either, 8);
	kernel_field(kernel, "many", several, 16);
	check_same("struct s {\n"
		   "	struct { __u32 x, y; } in;\n"
		   "	union { __u64 p; __u32 q; };\n"
		   "	struct { __u32 x, y; } many[2];\n"
		   "};\n",
		   kernel);
	AUTO(compared) compared = compare("struct s {\n"
					  "	struct { __u32 y, x; } in;\n"
					  "	union { __u64 p; __u32 q; };\n"
					  "	struct { __u32 x, y; } many[2];\n"
					  "};\n",
					  kernel);
	const struct record *record = model_record(compared->model, "struct s");
	check_member(record, "in.x", 0, 4);
	check_member(record, "q", 8, 4);
	check_member(record, "many.y", 20, 4);
	g_assert_cmpint(record->members[0].kind, ==, MEMBER_STRUCT);
	g_assert_cmpuint(record->members[1].parent, ==, 0);
	g_assert_cmpint(record->members[3].kind, ==, MEMBER_UNION);
	need_change(compared->to_kernel, CHANGE_MEMBER_MOVED, "s");
}

/* The kernel gave what is written inline a tag. */
static void test_inline_tagged(void)
{
	AUTO(kernel) kernel = kernel_new();
	int in = kernel_struct(kernel, "only_in_kernel", 8);
	kernel_field(kernel, "x", kernel->u32, 0);
	kernel_field(kernel, "y", kernel->u32, 4);

	kernel_struct(kernel, "s", 16);
	kernel_field(kernel, "in", in, 0);
	kernel_field(kernel, "z", kernel->u64, 8);
	check_same("struct s { struct { __u32 x, y; } in; __u64 z; };\n", kernel);
	check_one("struct s { struct { __u32 x, y; } in; __u32 z; };\n", kernel,
		  CHANGE_MEMBER_RESIZED, "s");
}

static void test_embedded(void)
{
	AUTO(kernel) kernel = kernel_new();
	int in = kernel_struct(kernel, "in", 16);
	kernel_field(kernel, "x", kernel->u64, 0);
	kernel_field(kernel, "y", kernel->u64, 8);

	kernel_struct(kernel, "s", 24);
	kernel_field(kernel, "in", in, 0);
	kernel_field(kernel, "z", kernel->u64, 16);
	/* One change: what embeds it only follows. */
	AUTO(compared) compared =
		compare("struct in { __u64 x; };\nstruct s { struct in in; __u64 z; };\n", kernel);
	g_assert_cmpuint(compared->to_kernel->changes->len, ==, 1);
	need_change(compared->to_kernel, CHANGE_RECORD_GREW, "in");
}

static void test_bit_fields(void)
{
	static const char text[] = "struct s { __u32 a : 3; __u32 : 5; __u32 b : 8; __u32 c; };\n";
	AUTO(kernel) kernel = kernel_new();

	kernel_struct(kernel, "s", 8);
	kernel_bits(kernel, "a", kernel->u32, 0, 3);
	kernel_bits(kernel, "b", kernel->u32, 8, 8);
	kernel_bits(kernel, "c", kernel->u32, 32, 0);
	check_same(text, kernel);

	AUTO(kernel) other = kernel_new();
	kernel_struct(other, "s", 8);
	kernel_bits(other, "a", other->u32, 0, 3);
	kernel_bits(other, "b", other->u32, 16, 8);
	kernel_bits(other, "c", other->u32, 32, 0);
	check_one(text, other, CHANGE_MEMBER_MOVED, "s");
}

static void test_tails(void)
{
	AUTO(kernel) kernel = kernel_new();
	int tail = kernel_array(kernel, kernel->u8, 0);

	kernel_struct(kernel, "s", 4);
	kernel_field(kernel, "a", kernel->u32, 0);
	kernel_field(kernel, "tail", tail, 4);
	check_same("struct s { __u32 a; __u8 tail[]; };\n", kernel);
	check_same("struct s { __u32 a; __u8 tail[0]; };\n", kernel);

	/* For itself the kernel may have it in arrays, or not at all. */
	AUTO(kernel) sized = kernel_new();
	tail = kernel_array(sized, sized->u8, 48);
	kernel_struct(sized, "s", 52);
	kernel_field(sized, "a", sized->u32, 0);
	kernel_field(sized, "tail", tail, 4);
	check_same("struct s { __u32 a; __u8 tail[]; };\n", sized);
	check_one("struct s { __u32 a; __u8 tail[40]; };\n", sized, CHANGE_RECORD_GREW, "s");

	AUTO(kernel) without = kernel_new();
	kernel_struct(without, "s", 4);
	kernel_field(without, "a", without->u32, 0);
	check_same("struct s { __u32 a; __u8 tail[]; };\n", without);
}

static void test_arrays(void)
{
	AUTO(kernel) kernel = kernel_new();
	int flat = kernel_array(kernel, kernel->u16, 6);
	int nested = kernel_array(kernel, kernel_array(kernel, kernel->u16, 3), 2);

	kernel_struct(kernel, "s", 24);
	kernel_field(kernel, "a", flat, 0);
	kernel_field(kernel, "b", nested, 12);
	check_same("struct s { __u16 a[2][3]; __u16 b[2][3]; };\n", kernel);
	check_one("struct s { __u16 a[2][3]; __u16 b[2][2]; };\n", kernel, CHANGE_RECORD_GREW, "s");
}

/* BTF does not say that it is packed, or aligned. */
static void test_packed(void)
{
	AUTO(kernel) kernel = kernel_new();

	kernel_struct(kernel, "s", 5);
	kernel_field(kernel, "a", kernel->u8, 0);
	kernel_field(kernel, "b", kernel->u32, 1);
	kernel_struct(kernel, "t", 16);
	kernel_field(kernel, "a", kernel->u32, 0);
	check_same("struct s { __u8 a; __u32 b; } __attribute__((packed));\n"
		   "struct t { __u32 a; } __attribute__((aligned(16)));\n",
		   kernel);
	AUTO(compared) compared = compare("struct s { __u8 a; __u32 b; };\n"
					  "struct t { __u32 a; } __attribute__((aligned(16)));\n",
					  kernel);
	need_change(compared->to_kernel, CHANGE_MEMBER_MOVED, "s");
	g_assert_cmpuint(model_record(compared->model, "struct s")->alignment, ==, 1);
}

static void test_untagged(void)
{
	AUTO(kernel) kernel = kernel_new();
	int untagged = kernel_struct(kernel, NULL, 8);
	kernel_field(kernel, "a", kernel->u32, 0);
	kernel_field(kernel, "b", kernel->u32, 4);
	int name = kernel_typedef(kernel, "s_t", untagged);
	kernel_typedef(kernel, "another_t", name);
	kernel_struct(kernel, "holder", 8);
	kernel_field(kernel, "s", name, 0);

	check_same("typedef struct { __u32 a, b; } s_t;\nstruct holder { s_t s; };\n", kernel);
	check_one("typedef struct { __u32 b, a; } s_t;\nstruct holder { s_t s; };\n", kernel,
		  CHANGE_MEMBER_MOVED, "s_t");
	check_left("typedef struct { __u32 a; } none_t;\n", kernel, "none_t", "no such type");
}

/* Two of one name: the one that fits is it. */
static void test_twice(void)
{
	AUTO(kernel) kernel = kernel_new();
	int array = kernel_array(kernel, kernel->u8, 4);

	kernel_struct(kernel, "s", 4);
	kernel_field(kernel, "something", kernel->u32, 0);
	kernel_struct(kernel, "s", 24);
	kernel_field(kernel, "a", kernel->u32, 0);
	kernel_field(kernel, "b", kernel->u64, 8);
	kernel_field(kernel, "c", array, 16);
	check_same(plain, kernel);
	check_left("struct s { __u32 a; __u64 b; };\n", kernel, "struct s", "2 types of this name");
}

/* BTF may have one record several times. */
static void test_repeated(void)
{
	AUTO(kernel) kernel = kernel_new();

	for (guint i = 0; i < 3; i++) {
		kernel_struct(kernel, "s", 16);
		kernel_field(kernel, "a", kernel->u64, 0);
		kernel_field(kernel, "b", kernel->u64, 8);
	}
	check_same("struct s { __u64 a, b; };\n", kernel);
	check_one("struct s { __u64 a; };\n", kernel, CHANGE_RECORD_GREW, "s");
}

/* What no header has tells that it comes from none. */
static void test_internal(void)
{
	AUTO(kernel) kernel = kernel_new();
	int next = btf__add_ptr(kernel->btf, (int)btf__type_cnt(kernel->btf) + 1);
	int list = kernel_struct(kernel, "list_head", 8);
	kernel_field(kernel, "next", next, 0);
	int bare = kernel_typedef(kernel, "u32", kernel->unsigned_int);

	kernel_struct(kernel, "s", 16);
	kernel_field(kernel, "a", kernel->u64, 0);
	kernel_field(kernel, "list", list, 8);
	kernel_struct(kernel, "t", 8);
	kernel_field(kernel, "b", bare, 0);
	kernel_field(kernel, "a", bare, 4);
	kernel_struct(kernel, "u", 8);
	kernel_field(kernel, "other", kernel->u64, 0);
	check_left("struct s { __u64 a; };\n", kernel, "struct s", "of its own");
	check_left("struct t { __u32 a, b; };\n", kernel, "struct t", "of its own");
	check_left("struct u { __u32 a, b; };\n", kernel, "struct u", "of its own");
}

/* Behind #ifdef __KERNEL__: other names for the same bytes. */
static void test_other_names(void)
{
	AUTO(kernel) kernel = kernel_new();

	kernel_struct(kernel, "s", 24);
	kernel_field(kernel, "__sec", kernel->u64, 0);
	kernel_field(kernel, "__usec", kernel->u64, 8);
	kernel_field(kernel, "type", kernel->u32, 16);
	kernel_field(kernel, "value", kernel->u32, 20);
	kernel_struct(kernel, "t", 16);
	kernel_field(kernel, "tv_sec", kernel->u64, 0);
	kernel_field(kernel, "tv_usec", kernel->u64, 8);
	check_same("struct t { __u64 tv_sec, tv_usec; };\n"
		   "struct s { struct t time; __u32 type; __u32 value; };\n",
		   kernel);
	check_same("struct s { __u64 sec; __u64 usec; __u32 type; __u32 value; };\n", kernel);
	/* One that both have is where they have it. */
	check_one("struct s { __u64 __sec; __u64 __usec; __u32 value; __u32 type; };\n", kernel,
		  CHANGE_MEMBER_MOVED, "s");
}

static void test_renamed_and_grown(void)
{
	AUTO(kernel) kernel = kernel_new();

	kernel_struct(kernel, "s", 24);
	kernel_field(kernel, "exit__unsafe", kernel->u64, 0);
	kernel_field(kernel, "b", kernel->u64, 8);
	kernel_field(kernel, "c", kernel->u64, 16);
	check_one("struct s { __u64 exit; __u64 b; };\n", kernel, CHANGE_RECORD_GREW, "s");
}

/* A name is all that tells what reserved bytes came to mean. */
static void test_reserved(void)
{
	AUTO(kernel) kernel = kernel_new();

	kernel_struct(kernel, "s", 8);
	kernel_field(kernel, "a", kernel->u32, 0);
	kernel_field(kernel, "flags", kernel->u32, 4);
	check_one("struct s { __u32 a; __u32 reserved; };\n", kernel, CHANGE_RESERVED_USED, "s");
}

/* #ifndef __KERNEL__ in a union leaves it with one arm. */
static void test_torn_union(void)
{
	AUTO(kernel) kernel = kernel_new();
	int array = kernel_array(kernel, kernel->u64, 2);
	int torn = kernel_union(kernel, NULL, 16);
	kernel_field(kernel, "data", array, 0);
	int whole = kernel_union(kernel, NULL, 8);
	kernel_field(kernel, "x", kernel->u64, 0);
	kernel_field(kernel, "y", kernel->u64, 0);

	kernel_struct(kernel, "s", 24);
	kernel_field(kernel, NULL, torn, 0);
	kernel_field(kernel, NULL, whole, 16);
	check_same("struct s { union { __u64 flags; __u64 more; __u64 data[2]; };\n"
		   "	union { __u64 x, y; }; };\n",
		   kernel);
	/* Also where the headers are from before there was a union. */
	AUTO(compared) older =
		compare("struct s { __u64 flags; __u64 more; union { __u64 x, y; }; };\n", kernel);
	need_change(older->to_kernel, CHANGE_UNION_ARM_ADDED, "s");
	g_assert_cmpuint(older->to_kernel->changes->len, ==, 1);
	/* Which is no excuse for another one. */
	AUTO(compared) compared = compare("struct s { union { __u64 flags; __u64 data[2]; };\n"
					  "	union { __u64 x, y; __u32 z; }; };\n",
					  kernel);
	need_change(compared->to_kernel, CHANGE_MEMBER_REMOVED, "s");
	g_assert_cmpuint(compared->to_kernel->changes->len, ==, 1);
}

/* Members of one that has no end, by value and by typedef. */
static void test_loops(void)
{
	AUTO(kernel) kernel = kernel_new();
	int next = (int)btf__type_cnt(kernel->btf);

	kernel_struct(kernel, "s", 8);
	kernel_field(kernel, "s", next, 0);
	kernel_struct(kernel, "t", 8);
	kernel_field(kernel, "a", next + 2, 0);
	btf__add_typedef(kernel->btf, "loop", next + 2);
	int self = kernel_struct(kernel, NULL, 8);
	kernel_field(kernel, "again", self, 0);
	kernel_struct(kernel, "u", 8);
	kernel_field(kernel, "deep", self, 0);
	AUTO(compared) compared = compare(
		"struct s { __u32 a, b; };\nstruct t { __u64 a; };\nstruct u { __u64 deep; };\n",
		kernel);
	g_assert_nonnull(model_unjudged(compared->model, "struct t", NULL));
	g_assert_nonnull(model_unjudged(compared->model, "struct u", NULL));
	g_assert_false(model_unjudged(compared->model, "struct u", NULL)->expected);
}

/* What lies outside of its record, or has no name that C has. */
static void test_nonsense(void)
{
	AUTO(kernel) kernel = kernel_new();
	int huge = kernel_array(kernel, kernel_array(kernel, kernel->u64, 1 << 30), 1 << 30);

	kernel_struct(kernel, "s", 8);
	kernel_field(kernel, "a", kernel->u64, 4);
	kernel_struct(kernel, "t", 8);
	kernel_field(kernel, "a", huge, 0);
	kernel_struct(kernel, "u", 8);
	kernel_field(kernel, "two words", kernel->u64, 0);
	AUTO(compared) compared =
		compare("struct s { __u64 a; };\nstruct t { __u64 a; };\nstruct u { __u64 a; };\n",
			kernel);
	g_assert_cmpuint(compared->model->n_unjudged, ==, 3);
	for (guint i = 0; i < 3; i++)
		g_assert_false(compared->model->unjudged[i].expected);
	check_no_change(compared->to_kernel);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/btf/same", test_same);
	g_test_add_func("/btf/moved", test_moved);
	g_test_add_func("/btf/grown", test_grown);
	g_test_add_func("/btf/missing-member", test_missing_member);
	g_test_add_func("/btf/missing-record", test_missing_record);
	g_test_add_func("/btf/integers", test_integers);
	g_test_add_func("/btf/byte-order", test_byte_order);
	g_test_add_func("/btf/float", test_float);
	g_test_add_func("/btf/pointers", test_pointers);
	g_test_add_func("/btf/inline", test_inline);
	g_test_add_func("/btf/inline-tagged", test_inline_tagged);
	g_test_add_func("/btf/embedded", test_embedded);
	g_test_add_func("/btf/bit-fields", test_bit_fields);
	g_test_add_func("/btf/tails", test_tails);
	g_test_add_func("/btf/arrays", test_arrays);
	g_test_add_func("/btf/packed", test_packed);
	g_test_add_func("/btf/untagged", test_untagged);
	g_test_add_func("/btf/twice", test_twice);
	g_test_add_func("/btf/repeated", test_repeated);
	g_test_add_func("/btf/internal", test_internal);
	g_test_add_func("/btf/other-names", test_other_names);
	g_test_add_func("/btf/renamed-and-grown", test_renamed_and_grown);
	g_test_add_func("/btf/reserved", test_reserved);
	g_test_add_func("/btf/torn-union", test_torn_union);
	g_test_add_func("/btf/loops", test_loops);
	g_test_add_func("/btf/nonsense", test_nonsense);
	return g_test_run();
}
