/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Mails, mailboxes and diffs to an ordered series of patches. */
#include "test-source.h"

#include "mail/mail.h"

#define FROM "From mboxrd@z Thu Jan  1 00:00:00 1970\n"

/* The diff of patch @n of a series. */
#define DIFF(n)                           \
	"diff --git a/x.h b/x.h\n"        \
	"index 1111111..2222222 100644\n" \
	"--- a/x.h\n"                     \
	"+++ b/x.h\n"                     \
	"@@ -1,2 +1,3 @@ struct x\n"      \
	" int a;\n"                       \
	"+int n" #n ";\n"                 \
	" int b;\n"

#define SIGNATURE "-- \n2.39.2\n\n"

#define MAIL(n, id, prefix, title)                                          \
	"From: Jane Doe <jane@example.org>\n"                               \
	"Subject: [" prefix "] " title "\n"                                 \
	"Message-ID: <" id "@example.org>\n"                                \
	"Date: Thu, 1 Jan 2026 00:00:00 +0000\n"                            \
	"\n"                                                                \
	"Why this is done.\n\nSigned-off-by: Jane Doe <jane@example.org>\n" \
	"---\n x.h | 1 +\n 1 file changed, 1 insertion(+)\n\n" DIFF(n) SIGNATURE

static struct series *read_text(const char *text, GError **error)
{
	return series_read_memory("s.mbox", text, strlen(text), error);
}

static struct series *read_good(const char *text)
{
	g_autoptr(GError) error = NULL;
	struct series *series = read_text(text, &error);

	g_assert_no_error(error);
	g_assert_nonnull(series);
	return series;
}

static void check_fails(const char *text, int code, const char *expected)
{
	g_autoptr(GError) error = NULL;

	g_assert_null(read_text(text, &error));
	g_assert_error(error, MAIL_ERROR, code);
	g_assert_nonnull(strstr(error->message, expected));
	g_assert_null(strchr(error->message, '\n'));
}

static void check_titles(const struct series *series, const char *expected)
{
	g_autoptr(GString) titles = g_string_new(NULL);

	for (gsize i = 0; i < series->n_patches; i++)
		g_string_append_printf(titles, "%s%s", i ? "," : "", series->patches[i].subject);
	g_assert_cmpstr(titles->str, ==, expected);
}

static void test_one_mail(void)
{
	AUTO(series) series = read_good(MAIL(3, "a", "PATCH v2 3/7", "uapi: add n3"));
	const struct patch *patch = series->patches;

	g_assert_cmpuint(series->n_patches, ==, 1);
	g_assert_cmpuint(series->skipped, ==, 0);
	g_assert_cmpuint(series->n_notes, ==, 0);
	g_assert_cmpstr(patch->subject, ==, "uapi: add n3");
	g_assert_cmpstr(patch->author, ==, "Jane Doe <jane@example.org>");
	g_assert_cmpstr(patch->message_id, ==, "a@example.org");
	g_assert_cmpuint(patch->number, ==, 3);
	g_assert_cmpuint(patch->total, ==, 7);
	g_assert_cmpuint(patch->version, ==, 2);
	g_assert_cmpstr(patch->shown, ==, "s.mbox");
	g_assert_cmpstr(patch->message, ==,
			"Why this is done.\n\nSigned-off-by: Jane Doe <jane@example.org>");
	g_assert_cmpstr(patch->diff, ==, DIFF(3));
	g_assert_cmpuint(patch->diff_size, ==, strlen(DIFF(3)));
}

/* What git-am would keep, and nothing that a terminal would obey. */
static void test_message(void)
{
	AUTO(series) plain = read_good(DIFF(1));
	AUTO(series) odd = read_good("From: a@example.org\nSubject: [PATCH] one\n\n\33[31mred\n"
				     " --- \nstill\n---\nnot this\n" DIFF(1));
	AUTO(series) empty = read_good("From: a@example.org\nSubject: [PATCH] one\n\n"
				       "---\nnot this\n" DIFF(1));

	g_assert_cmpstr(plain->patches[0].message, ==, "");
	g_assert_cmpstr(odd->patches[0].message, ==, " [31mred\n --- \nstill");
	g_assert_cmpstr(empty->patches[0].message, ==, "");
}

static void test_format_patch(void)
{
	AUTO(series)
	series = read_good(
		"From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001\n" MAIL(
			1, "a", "PATCH 1/2",
			"one") "From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 "
			       "2001\n" MAIL(2, "b", "PATCH 2/2", "two"));

	check_titles(series, "one,two");
	g_assert_cmpstr(series->patches[1].shown, ==, "s.mbox: 2/2");
	g_assert_cmpstr(series->patches[0].diff, ==, DIFF(1));
}

static void test_order(void)
{
	AUTO(series)
	series = read_good(
		FROM MAIL(3, "c", "PATCH 3/3", "three") FROM
		"Subject: [PATCH 0/3] all of it\nMessage-ID: <0@x>\n\n" DIFF(9)
			FROM MAIL(1, "a", "PATCH 1/3", "one") FROM
		"Subject: Re: [PATCH 1/3] one\nMessage-ID: <r@x>\n\nNo.\n> +int x;\n" FROM MAIL(
			2, "b", "PATCH 2/3", "two") FROM MAIL(2, "b", "PATCH 2/3", "two"));

	check_titles(series, "one,two,three");
	g_assert_cmpuint(series->skipped, ==, 3);
}

static void test_unnumbered(void)
{
	AUTO(series)
	series = read_good(FROM MAIL(1, "a", "PATCH", "one") FROM MAIL(2, "b", "PATCH", "two"));

	check_titles(series, "one,two");
	g_assert_cmpuint(series->patches[0].number, ==, 0);
	g_assert_cmpuint(series->patches[0].total, ==, 0);
	g_assert_cmpuint(series->patches[0].version, ==, 1);
	g_assert_cmpstr(series->patches[1].shown, ==, "s.mbox: mail 2");
}

static void test_missing(void)
{
	check_fails(FROM MAIL(1, "a", "PATCH 1/3", "one") FROM MAIL(3, "c", "PATCH 3/3", "three"),
		    MAIL_ERROR_MISSING, "patch 2 of 3 is missing from 'one'");
	check_fails(FROM MAIL(1, "a", "PATCH v3 1/3", "a") FROM MAIL(2, "c", "PATCH v3 2/3", "b"),
		    MAIL_ERROR_MISSING, "patch 3 of 3 is missing from version 3 of 'a'");
}

static void test_versions(void)
{
	AUTO(series)
	series = read_good(FROM MAIL(1, "a", "PATCH 1/2", "one")
				   FROM MAIL(2, "b", "PATCH 2/2", "two")
					   FROM MAIL(3, "c", "PATCH v2 1/2", "new")
						   FROM MAIL(4, "d", "PATCH v2 2/2", "two"));

	check_titles(series, "new,two");
	g_assert_cmpuint(series->patches[0].version, ==, 2);
	g_assert_cmpuint(series->n_notes, ==, 1);
	g_assert_cmpstr(series->notes[0], ==,
			"version 1 of 'one' is left out, as version 2 is there");
}

/* Whatever the newest version lacks is not taken from an older one. */
static void test_version_incomplete(void)
{
	check_fails(FROM MAIL(1, "a", "PATCH 1/2", "one") FROM MAIL(2, "b", "PATCH 2/2", "two")
			    FROM MAIL(4, "d", "PATCH v2 2/2", "two"),
		    MAIL_ERROR_MISSING, "patch 1 of 2 is missing from version 2");
}

/* Another series that merely has a lower version stays. */
static void test_two_series(void)
{
	AUTO(series)
	series = read_good(FROM MAIL(1, "a", "PATCH v3 1/2", "one")
				   FROM MAIL(2, "b", "PATCH v3 2/2", "two")
					   FROM MAIL(3, "c", "PATCH 1/2", "three")
						   FROM MAIL(4, "d", "PATCH 2/2", "four")
							   FROM MAIL(5, "e", "PATCH", "five"));

	check_titles(series, "one,two,three,four,five");
	g_assert_cmpuint(series->n_notes, ==, 0);
}

static char *threaded(guint n, const char *id, const char *prefix, const char *title,
		      const char *root)
{
	return g_strdup_printf(FROM "Subject: [%s] %s\nMessage-ID: <%s>\nReferences: <%s>\n\n"
				    "diff --git a/x.h b/x.h\n--- a/x.h\n+++ b/x.h\n@@ -1 +1,2 @@\n"
				    " int a;\n+int n%u;\n",
			       prefix, title, id, root, n);
}

/* Two threads of as many patches, mixed as a mailbox mixes them. */
static void test_threads(void)
{
	g_autofree char *a1 = threaded(1, "a1", "PATCH 1/2", "a1", "a");
	g_autofree char *a2 = threaded(2, "a2", "PATCH 2/2", "a2", "a");
	g_autofree char *b1 = threaded(3, "b1", "PATCH 1/2", "b1", "b");
	g_autofree char *b2 = threaded(4, "b2", "PATCH 2/2", "b2", "b");
	g_autofree char *text = g_strconcat(a1, b2, a2, b1, NULL);
	g_autofree char *new1 = threaded(5, "c1", "PATCH v2 1/1", "other", "a");
	g_autofree char *with_new = g_strconcat(text, new1, NULL);
	AUTO(series) series = read_good(text);
	AUTO(series) newer = read_good(with_new);

	check_titles(series, "a1,a2,b1,b2");
	check_titles(newer, "b1,b2,other");
	g_assert_cmpuint(newer->n_notes, ==, 1);
}

static void test_subjects(void)
{
	static const struct {
		const char *subject, *title;
		guint number, total, version;
	} cases[] = {
		{ "[RFC PATCH net-next v3 02/12] net: x", "net: x", 2, 12, 3 },
		{ "[PATCH 2/3 v4] x", "x", 2, 3, 4 },
		{ "[v2,3/7] x", "x", 3, 7, 2 },
		{ "[PATCHv5 1/1] x", "x", 1, 1, 5 },
		{ "[PATCH 5.10 012/345] x", "x", 12, 345, 1 },
		{ "[PATCH] [media] x: y 1/2", "x: y 1/2", 0, 0, 1 },
		{ "[list] [PATCH v2 1/2] x", "x", 1, 2, 2 },
		{ "[PATCH 8/7] x", "x", 0, 0, 1 },
		{ "[PATCH 99999999999/99999999999] x", "x", 0, 0, 1 },
		{ "[PATCH dev2] x", "x", 0, 0, 1 },
		{ "=?utf-8?q?=5BPATCH_v2_1/2=5D_f=C3=BCr?=", "f\xc3\xbcr", 1, 2, 2 },
		{ "[PATCH 1/2] a\n b", "a b", 1, 2, 1 },
		{ "[open", "[open", 0, 0, 1 },
		{ "a\033[1mb", "a [1mb", 0, 0, 1 },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text =
			g_strdup_printf("Subject: %s\nFrom: j@x\n\n%s", cases[i].subject, DIFF(1));
		AUTO(series) series = read_good(text);
		const struct patch *patch = series->patches;

		g_assert_cmpstr(patch->subject, ==, cases[i].title);
		g_assert_cmpuint(patch->number, ==, cases[i].number);
		g_assert_cmpuint(patch->total, ==, cases[i].total);
		g_assert_cmpuint(patch->version, ==, cases[i].version);
	}
}

/* --- How a diff is wrapped ------------------------------------------------------ */

static void check_diff(const char *text, const char *diff)
{
	AUTO(series) series = read_good(text);

	g_assert_cmpuint(series->n_patches, ==, 1);
	g_assert_cmpuint(series->patches->diff_size, ==, strlen(diff));
	g_assert_cmpstr(series->patches->diff, ==, diff);
}

static char *with_crlf(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	return g_strjoinv("\r\n", lines);
}

static void test_encodings(void)
{
	g_autofree char *base64 = g_base64_encode((const guchar *)DIFF(1), strlen(DIFF(1)));
	g_autofree char *encoded =
		g_strdup_printf("Subject: [PATCH] x\nContent-Type: text/plain; charset=utf-8\n"
				"Content-Transfer-Encoding: base64\n\n%s\n",
				base64);

	check_diff(encoded, DIFF(1));
	check_diff("Subject: [PATCH] x\nContent-Type: text/plain; charset=iso-8859-1\n"
		   "Content-Transfer-Encoding: quoted-printable\n\n"
		   "diff --git a/x.h b/x.h\n--- a/x.h\n+++ b/x.h\n@@ -1 +1 @@\n-a =3D "
		   "\xc3=E4;=20\n+a =\n"
		   "=3D 1;\n",
		   "diff --git a/x.h b/x.h\n--- a/x.h\n+++ b/x.h\n@@ -1 +1 @@\n-a = \xc3\xe4; \n"
		   "+a = 1;\n");
	check_diff("Subject: [PATCH] x\nContent-Type: text/plain; charset=utf-8\n"
		   "Content-Transfer-Encoding: 8bit\n\n"
		   "--- a/x.h\n+++ b/x.h\n@@ -1 +1 @@\n-\xe4\n+\xc3\xa4\n",
		   "--- a/x.h\n+++ b/x.h\n@@ -1 +1 @@\n-\xe4\n+\xc3\xa4\n");
}

static void test_crlf(void)
{
	g_autofree char *mail = with_crlf(MAIL(1, "a", "PATCH", "x"));
	g_autofree char *mbox = g_strconcat("From x@y Thu Jan  1 00:00:00 1970\r\n", mail, NULL);

	check_diff(mail, DIFF(1));
	check_diff(mbox, DIFF(1));
	/* A file's own "\r" stays. */
	check_diff("--- a/x.h\n+++ b/x.h\n@@ -1,2 +1,2 @@\n a\r\n-b\r\n+c\r\n",
		   "--- a/x.h\n+++ b/x.h\n@@ -1,2 +1,2 @@\n a\r\n-b\r\n+c\r\n");
	check_diff("--- a/x.h\r\n+++ b/x.h\r\n@@ -1,2 +1,2 @@\r\n a\r\r\n-b\r\r\n+c\r\r\n",
		   "--- a/x.h\n+++ b/x.h\n@@ -1,2 +1,2 @@\n a\r\n-b\r\n+c\r\n");
}

#define PART(type) "--XX\nContent-Type: " type "\n\n"
#define MULTIPART  "Subject: [PATCH] x\nContent-Type: multipart/mixed; boundary=XX\n\n"

static void test_multipart(void)
{
	check_diff(MULTIPART PART("text/plain") "See below.\n" PART("text/x-patch")
			   DIFF(1) "--XX--\n",
		   DIFF(1));
	check_diff(MULTIPART PART("text/plain") DIFF(1) PART("application/octet-stream")
			   DIFF(2) "--XX--\n",
		   DIFF(1) DIFF(2));
	/* As text and attached, and as HTML. */
	check_diff(MULTIPART PART("text/plain") DIFF(1) PART("text/x-diff") DIFF(1)
			   PART("text/html") DIFF(1) "--XX--\n",
		   DIFF(1));
	/* A mail in a mail is somebody else's. */
	check_diff(MULTIPART PART("text/plain") DIFF(1)
			   PART("message/rfc822") "Subject: y\n\n" DIFF(2) "--XX--\n",
		   DIFF(1));
}

static void test_flowed(void)
{
	check_fails("Subject: [PATCH] x\nContent-Type: text/plain; format=Flowed\n\n" DIFF(1),
		    MAIL_ERROR_MALFORMED, "s.mbox: the mail is format=flowed");
}

/* What discussions do to diffs is nobody's fault. */
static void test_replies(void)
{
	AUTO(series)
	series = read_good(FROM MAIL(1, "a", "PATCH", "one") FROM
			   "Subject: Re: [PATCH] one\nContent-Type: text/plain; format=flowed\n\n"
			   "Rather:\n" DIFF(2) FROM
			   "Subject: Re: [PATCH] one\n\n"
			   "--- a/x.h\n+++ b/x.h\n@@ -1,9 +1,9 @@\n and so on\n");

	check_titles(series, "one");
	g_assert_cmpuint(series->skipped, ==, 2);
	check_diff("Subject: Re: x\n\nLike this:\n" DIFF(1), DIFF(1));
}

static void test_scissors(void)
{
	AUTO(series)
	series = read_good("Subject: Re: [PATCH 2/5] old\nFrom: A <a@x>\n\nHow about this?\n\n"
			   "-- >8 --\nFrom: B <b@x>\nSubject: [PATCH] new\n\nText.\n\n" DIFF(1));

	check_titles(series, "new");
	g_assert_cmpstr(series->patches->author, ==, "B <b@x>");
	g_assert_cmpuint(series->patches->total, ==, 0);
}

static void test_body_from(void)
{
	AUTO(series)
	series = read_good("Subject: [PATCH 1/1] x\nFrom: List <list@x>\n\nFrom: B <b@x>\n\nText.\n"
			   "Subject: no header\n\n" DIFF(1));

	check_titles(series, "x");
	g_assert_cmpstr(series->patches->author, ==, "B <b@x>");
	g_assert_cmpuint(series->patches->total, ==, 1);
}

/* Only a "From " with a time begins a mail. */
static void test_from_lines(void)
{
	AUTO(series)
	series = read_good(FROM "Subject: [PATCH] x\n\nFrom here on it is\n\nFrom 5 to 7 at 10:30\n"
				">From me\n\n" DIFF(1));

	g_assert_cmpuint(series->n_patches, ==, 1);
	g_assert_cmpuint(series->skipped, ==, 0);
	g_assert_cmpstr(series->patches->diff, ==, DIFF(1));
}

/* The signature would be a removed line if the hunk did not say how long it is. */
static void test_signature(void)
{
	check_diff("Subject: [PATCH] x\n\n---\n x.h | 2 +-\n\n" DIFF(1) "-- \n2.39.2\n", DIFF(1));
	check_diff("Subject: [PATCH] x\n\n" DIFF(1) "\n-- \nYou are on a mailing list\n", DIFF(1));
}

static void test_other_changes(void)
{
	static const char diff[] = "diff --git a/a.bin b/a.bin\n"
				   "index 1111111..2222222 100644\n"
				   "GIT binary patch\n";
	static const char data[] = "literal 3\nKcmZQzWMT#Y01f~L\n\nliteral 0\nHcmV?d00001\n\n";
	static const char more[] = "diff --git a/old.h b/new.h\n"
				   "similarity index 100%\n"
				   "rename from old.h\n"
				   "rename to new.h\n"
				   "diff --git a/run b/run\n"
				   "old mode 100644\n"
				   "new mode 100755\n";
	g_autofree char *text =
		g_strconcat("Subject: [PATCH] x\n\n", diff, data, more, SIGNATURE, NULL);
	g_autofree char *expected = g_strconcat(diff, more, NULL);

	check_diff(text, expected);
}

static void test_plain_diff(void)
{
	AUTO(series) series = read_good("Some words\n\n" DIFF(1) "\nmore words\n" DIFF(2));

	g_assert_cmpuint(series->n_patches, ==, 1);
	g_assert_cmpstr(series->patches->subject, ==, "");
	g_assert_cmpstr(series->patches->author, ==, "");
	g_assert_cmpstr(series->patches->diff, ==, DIFF(1) DIFF(2));
	check_diff("--- a/x.h\n+++ b/x.h\n@@ -1 +1 @@\n-a\n+b",
		   "--- a/x.h\n+++ b/x.h\n@@ -1 +1 @@\n-a\n+b\n");
}

static void test_nothing(void)
{
	check_fails("", MAIL_ERROR_UNKNOWN, "'s.mbox' is empty");
	check_fails("\n\n", MAIL_ERROR_UNKNOWN, "'s.mbox' is empty");
	check_fails("hello there\n", MAIL_ERROR_UNKNOWN, "neither a mail nor a diff");
	check_fails("\x1f\x8b\x08 and so on", MAIL_ERROR_UNKNOWN, "compressed");
	check_fails("Subject: hello\n\nthere\n", MAIL_ERROR_EMPTY, "There is no patch in 's.mbox'");
	check_fails("Subject: [PATCH 0/1] hello\n\n" DIFF(1), MAIL_ERROR_EMPTY, "no patch");
}

static void test_damaged(void)
{
	check_fails("Subject: [PATCH] x\n\n--- a/x.h\n+++ b/x.h\n@@ -1,3 +1,3 @@\n a\n-b\n",
		    MAIL_ERROR_MALFORMED, "s.mbox: line 6 is missing");
	check_fails("Subject: [PATCH] x\n\n--- a/x.h\n+++ b/x.h\n@@ -1,3 +1,3 @@\n a long\nline\n",
		    MAIL_ERROR_MALFORMED, "line 5 does not belong into its hunk");
	check_fails("Subject: [PATCH] x\n\ndiff --cc x.h\nindex 1,2..3\n", MAIL_ERROR_MALFORMED,
		    "merge");
}

/* --- Hostile mails -------------------------------------------------------------- */

static void test_nesting(void)
{
	static const guint depths[] = { 10, 100, 1000, 50000 };

	for (gsize i = 0; i < G_N_ELEMENTS(depths); i++) {
		g_autoptr(GString) text = g_string_new("Subject: [PATCH] x\n");
		g_autoptr(GError) error = NULL;

		for (guint k = 0; k < depths[i]; k++)
			g_string_append_printf(text,
					       "Content-Type: multipart/mixed; boundary=b%u\n\n"
					       "--b%u\n",
					       k, k);
		g_string_append(text, "Content-Type: text/plain\n\n" DIFF(1));
		AUTO(series) series = read_text(text->str, &error);

		g_assert_true(!series == !!error);
		g_assert_true((depths[i] == 10) == !!series);
	}
}

static void test_many_parts(void)
{
	g_autoptr(GString) text = g_string_new(MULTIPART);

	for (guint i = 0; i < 5000; i++)
		g_string_append(text, PART("text/plain") "x\n");
	g_string_append(text, PART("text/plain") DIFF(1));
	check_fails(text->str, MAIL_ERROR_LIMIT, "too many parts");
	for (guint i = 0; i < 10000; i++)
		g_string_append(text, "--XX\n\n");
	check_fails(text->str, MAIL_ERROR_LIMIT, "too many headers or too many parts");
}

static void test_many_mails(void)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < 10001; i++)
		g_string_append(text, FROM "Subject: x\n\n\n");
	check_fails(text->str, MAIL_ERROR_LIMIT, "more than 10000 mails");
}

static void test_long_headers(void)
{
	g_autoptr(GString) text = g_string_new("Subject: [PATCH] x\n");

	for (guint i = 0; i < 20000; i++)
		g_string_append_printf(text, "X-%u: y\nReferences: <%u@x>\n", i, i);
	g_string_append(text, "From: ");
	for (guint i = 0; i < 20000; i++)
		g_string_append(text, "a <a@b>, (((\n ");
	g_string_append(text, "\n\n" DIFF(1));
	check_diff(text->str, DIFF(1));
	g_autoptr(GString) longer = g_string_new(NULL);

	for (guint i = 0; i < 40000; i++)
		g_string_append(longer, "X: something longer\n");
	g_string_prepend(text, longer->str);
	check_fails(text->str, MAIL_ERROR_LIMIT, "s.mbox: the mail has too many headers");
}

/* Every beginning of a mailbox gives a series or a sentence. */
static void test_truncated(void)
{
	static const char text[] =
		FROM MAIL(1, "a", "PATCH 1/2", "one") FROM MAIL(2, "b", "PATCH 2/2", "two");

	for (gsize size = 0; size < sizeof(text); size++) {
		g_autoptr(GError) error = NULL;
		AUTO(series) series = series_read_memory("s", text, size, &error);

		g_assert_true(!series == !!error);
	}
}

/* --- Files -------------------------------------------------------------------- */

static struct series *read_files(const char *a, const char *b, GError **error)
{
	const char *files[] = { a, b };

	return series_read(files, b ? 2 : 1, error);
}

static void test_files(void)
{
	g_autofree char *folder = make_folder();
	g_autofree char *two = make_file(folder, "0002.patch", MAIL(2, "b", "PATCH 2/2", "two"));
	g_autofree char *one = make_file(folder, "0001.patch", MAIL(1, "a", "PATCH 1/2", "one"));
	g_autoptr(GError) error = NULL;
	AUTO(series) series = read_files(two, one, &error);
	AUTO(series) single = read_files(two, NULL, &error);

	g_assert_no_error(error);
	check_titles(series, "one,two");
	g_assert_cmpstr(series->patches[0].shown, ==, one);
	check_titles(single, "two");
	remove_folder(folder);
}

static void test_maildir(void)
{
	g_autofree char *folder = make_folder();
	g_autoptr(GError) error = NULL;

	g_assert_null(read_files(folder, NULL, &error));
	g_assert_error(error, MAIL_ERROR, MAIL_ERROR_UNKNOWN);
	g_clear_error(&error);
	put_file(folder, "cur/10.x:2,S", MAIL(2, "b", "PATCH", "two"));
	put_file(folder, "new/9.x", MAIL(1, "a", "PATCH", "one"));
	put_file(folder, "new/.hidden", "nothing");
	put_file(folder, "tmp/8.x", MAIL(1, "a", "PATCH", "one"));
	AUTO(series) series = read_files(folder, NULL, &error);

	g_assert_no_error(error);
	check_titles(series, "one,two");
	remove_folder(folder);
}

static void test_unreadable(void)
{
	g_autoptr(GError) error = NULL;

	g_assert_null(read_files("/nonexistent/s.mbox", NULL, &error));
	g_assert_error(error, MAIL_ERROR, MAIL_ERROR_UNREADABLE);
	g_assert_nonnull(strstr(error->message, "'/nonexistent/s.mbox'"));
	g_clear_error(&error);
	/* It has no end. */
	g_assert_null(read_files("/dev/zero", NULL, &error));
	g_assert_error(error, MAIL_ERROR, MAIL_ERROR_LIMIT);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/mail/one", test_one_mail);
	g_test_add_func("/mail/message", test_message);
	g_test_add_func("/mail/format-patch", test_format_patch);
	g_test_add_func("/mail/order", test_order);
	g_test_add_func("/mail/unnumbered", test_unnumbered);
	g_test_add_func("/mail/missing", test_missing);
	g_test_add_func("/mail/versions", test_versions);
	g_test_add_func("/mail/version-incomplete", test_version_incomplete);
	g_test_add_func("/mail/two-series", test_two_series);
	g_test_add_func("/mail/threads", test_threads);
	g_test_add_func("/mail/subjects", test_subjects);
	g_test_add_func("/mail/encodings", test_encodings);
	g_test_add_func("/mail/crlf", test_crlf);
	g_test_add_func("/mail/multipart", test_multipart);
	g_test_add_func("/mail/flowed", test_flowed);
	g_test_add_func("/mail/replies", test_replies);
	g_test_add_func("/mail/scissors", test_scissors);
	g_test_add_func("/mail/body-from", test_body_from);
	g_test_add_func("/mail/from-lines", test_from_lines);
	g_test_add_func("/mail/signature", test_signature);
	g_test_add_func("/mail/other-changes", test_other_changes);
	g_test_add_func("/mail/plain-diff", test_plain_diff);
	g_test_add_func("/mail/nothing", test_nothing);
	g_test_add_func("/mail/damaged", test_damaged);
	g_test_add_func("/mail/nesting", test_nesting);
	g_test_add_func("/mail/many-parts", test_many_parts);
	g_test_add_func("/mail/many-mails", test_many_mails);
	g_test_add_func("/mail/long-headers", test_long_headers);
	g_test_add_func("/mail/truncated", test_truncated);
	g_test_add_func("/mail/files", test_files);
	g_test_add_func("/mail/maildir", test_maildir);
	g_test_add_func("/mail/unreadable", test_unreadable);
	return g_test_run();
}
