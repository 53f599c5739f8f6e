// SPDX-License-Identifier: LGPL-2.1-or-later
// Searches, filters and moves in the findings.  Everything is in the page already; what
// is chosen stands behind the # of its address: an id, or "?" and the filters.
"use strict";
(() => {
const root = document.documentElement;
const form = document.querySelector(".filters");
const output = form.querySelector("output");
const theme = document.querySelector(".theme");
const nothing = document.querySelector(".nothing");
const FIELDS = ["severity", "dimension", "target", "header", "rule"];
/* Lists of safe changes with more matches than this stay closed. */
const OPEN_AT_MOST = 400;

const allTargets = root.querySelector(".compared").dataset.targets.split(", ");

/* --- What there is --- */

function describe(element) {
	const data = element.closest("[data-verdict]").dataset;
	const header = element.closest(".header");
	return {
		element,
		verdict: data.verdict,
		severity: data.severity,
		dimension: data.dimension,
		rule: data.rule,
		header: header.dataset.header,
		target: element.dataset.targets ? element.dataset.targets.split(", ") : allTargets,
		boxes: [element.closest(".item, .safe section"), element.closest(".safe"), header].filter(Boolean),
		text: null,
	};
}

const findings = Array.from(document.querySelectorAll(".finding, .safe li[id]"), describe);
const boxes = new Set(findings.flatMap((finding) => finding.boxes));
const contents = new Map(Array.from(document.querySelectorAll("nav li a"), (link) =>
	[decodeURIComponent(link.hash.slice(1)), link.parentElement]));
/* Lists that a filter opened, to be closed with it. */
const opened = new Set();

function textOf(finding) {
	if (finding.text === null) {
		const item = finding.element.closest(".item");
		finding.text = [finding.element.textContent, finding.header, finding.rule,
			item ? item.querySelector("h4").textContent : ""].join(" ").toLowerCase();
	}
	return finding.text;
}

/* --- Filters --- */

function wanted() {
	const data = new FormData(form);
	return {
		words: data.get("q").toLowerCase().split(/\s+/).filter(Boolean),
		verdicts: data.getAll("verdict"),
		fields: FIELDS.map((name) => [name, data.get(name)]).filter(([, value]) => value),
	};
}

function matches(finding, want) {
	return (want.verdicts.length === 0 || want.verdicts.includes(finding.verdict)) &&
		want.fields.every(([name, value]) =>
			name === "target" ? finding.target.includes(value) : finding[name] === value) &&
		want.words.every((word) => textOf(finding).includes(word));
}

function showBoxes(shown) {
	for (const box of boxes) {
		box.hidden = !shown.has(box);
		if (box.id && contents.has(box.id))
			contents.get(box.id).hidden = box.hidden;
	}
	for (const part of document.querySelectorAll("nav li.commit")) {
		let next = part.nextElementSibling;
		while (next && next.hidden)
			next = next.nextElementSibling;
		part.hidden = !next || next.matches(".commit");
	}
	for (const part of document.querySelectorAll("main > h2")) {
		let next = part.nextElementSibling;
		while (next && next.matches(".header") && next.hidden)
			next = next.nextElementSibling;
		part.hidden = !(next && next.matches(".header"));
	}
}

function openLists(count, isFiltered) {
	const open = isFiltered && count <= OPEN_AT_MOST;
	for (const list of document.querySelectorAll("details.safe")) {
		if (open && !list.hidden && !list.open) {
			list.open = true;
			opened.add(list);
		} else if (!open && opened.delete(list)) {
			list.open = false;
		}
	}
}

function apply() {
	const want = wanted();
	const isFiltered = want.words.length + want.verdicts.length + want.fields.length > 0;
	const thousands = (number) => number.toLocaleString("en");
	const shown = new Set();
	let count = 0;
	for (const finding of findings) {
		const match = matches(finding, want);
		finding.element.hidden = !match;
		if (match) {
			count++;
			finding.boxes.forEach((box) => shown.add(box));
		}
	}
	showBoxes(shown);
	openLists(count, isFiltered);
	nothing.hidden = count > 0 || findings.length === 0;
	output.value = isFiltered ? `${thousands(count)} of ${thousands(findings.length)}`
		: `${thousands(findings.length)} findings`;
	form.querySelector("[type=reset]").disabled = !isFiltered;
	for (const select of form.querySelectorAll("select"))
		select.classList.toggle("set", select.value !== "");
	return isFiltered;
}

/* The filters in the address, so that they can be handed on. */
function remember() {
	const chosen = new URLSearchParams();
	for (const [name, value] of new FormData(form)) {
		if (value)
			chosen.append(name, value);
	}
	const hash = chosen.size ? "#?" + chosen : "#";
	if (hash !== "#" || location.hash.startsWith("#?"))
		history.replaceState(null, "", hash);
}

function changed() {
	apply();
	remember();
}

function clear() {
	form.reset();
}

function fillSelects() {
	for (const name of FIELDS) {
		const counts = new Map();
		for (const finding of findings) {
			for (const value of [].concat(finding[name]))
				counts.set(value, (counts.get(value) || 0) + 1);
		}
		const select = form.elements[name];
		for (const value of [...counts.keys()].sort())
			select.add(new Option(`${value} (${counts.get(value)})`, value));
		select.options[0].text = `any ${name}`;
	}
}

function restore(query) {
	clear();
	for (const [name, value] of new URLSearchParams(query)) {
		const field = form.elements[name];
		if (field instanceof RadioNodeList)
			field.forEach((box) => { box.checked = box.checked || box.value === value; });
		else if (field)
			field.value = value;
	}
	apply();
}

/* The numbers of the summary are filters, too. */
function makeButtons() {
	for (const cell of document.querySelectorAll(".matrix td[data-verdict]:not(.zero)")) {
		const button = document.createElement("button");
		button.type = "button";
		button.textContent = cell.textContent;
		button.title = `Show ${cell.dataset.dimension}: ${cell.dataset.verdict}`;
		button.addEventListener("click", () => {
			restore(new URLSearchParams({ verdict: cell.dataset.verdict, dimension: cell.dataset.dimension }));
			remember();
			form.scrollIntoView();
		});
		cell.replaceChildren(button);
	}
}

/* --- Addresses --- */

function reveal(element) {
	if (element.closest("[hidden]"))
		form.reset();
	for (let box = element.closest("details"); box; box = box.parentElement.closest("details"))
		box.open = true;
}

function stand(element) {
	if (!element.hasAttribute("tabindex") && !element.matches("summary"))
		element.tabIndex = -1;
	element.focus({ preventScroll: true, focusVisible: true });
}

function goTo(id) {
	const found = id && document.getElementById(id);
	/* What another finding tells along is an empty element in it. */
	const element = found && found.matches("span") ? found.closest(".finding, li") : found;
	for (const before of document.querySelectorAll(".target"))
		before.classList.remove("target");
	if (!element)
		return;
	reveal(element);
	if (element.matches(".finding, li"))
		element.classList.add("target");
	const isFinding = element.matches(".finding, li");
	const scroll = () => element.scrollIntoView({ block: isFinding ? "center" : "start" });
	/* Once what was opened has its place, and again when all that is near has its own. */
	requestAnimationFrame(() => {
		scroll();
		if (isFinding)
			stand(element);
		requestAnimationFrame(scroll);
	});
}

function followAddress() {
	let hash = location.hash.slice(1);
	if (hash.startsWith("?")) {
		restore(hash.slice(1));
		return;
	}
	try {
		hash = decodeURIComponent(hash);
	} catch {
		return;
	}
	goTo(hash);
}

/* --- Keys --- */

function isVisible(element) {
	return !element.closest("[hidden]") && !element.parentElement.closest("details:not([open])");
}

/* Where j and k stop: findings, and lists of safe changes. */
const stops = Array.from(document.querySelectorAll(".finding, .safe > summary, .safe li[id]"))
	.filter((element) => !element.matches("summary") || element.parentElement.matches(".safe"));

function step(by) {
	const at = stops.indexOf(document.activeElement.closest(".finding, .safe li[id], summary"));
	let next = at < 0 ? (by > 0 ? 0 : -1) : at + by;
	if (at < 0) {
		/* From what is on the screen. */
		next = stops.findIndex((stop) => {
			if (!isVisible(stop) || stop.closest("details:not([open])") && !stop.matches("summary"))
				return false;
			return stop.getBoundingClientRect().top > form.getBoundingClientRect().bottom;
		});
		if (by < 0)
			next--;
	}
	while (stops[next] && !(stops[next].matches("summary") ? !stops[next].closest("[hidden]") : isVisible(stops[next])))
		next += by;
	if (!stops[next])
		return;
	stops[next].scrollIntoView({ block: "nearest" });
	stand(stops[next]);
}

function enter() {
	const element = document.activeElement;
	if (element.matches(".finding, .safe li[id]"))
		location.hash = element.id;
}

function escape() {
	if (location.hash && !location.hash.startsWith("#?"))
		history.replaceState(null, "", "#");
	for (const before of document.querySelectorAll(".target"))
		before.classList.remove("target");
	clear();
	document.activeElement.blur();
}

const KEYS = {
	"/": () => { form.elements.q.focus(); form.elements.q.select(); },
	j: () => step(1),
	k: () => step(-1),
	t: () => switchTheme(),
	Enter: enter,
	Escape: escape,
};

function onKey(event) {
	const isTyping = event.target.matches("input[type=search], select");
	if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(KEYS, event.key))
		return;
	if (isTyping && event.key !== "Escape") {
		if (event.key === "Enter" && event.target.name === "q") {
			event.preventDefault();
			event.target.blur();
			step(1);
		}
		return;
	}
	if (event.key === "Enter" && !event.target.matches(".finding, .safe li"))
		return;
	event.preventDefault();
	KEYS[event.key]();
}

/* --- Dark and light --- */

function isDark() {
	return root.dataset.theme ? root.dataset.theme === "dark"
		: matchMedia("(prefers-color-scheme: dark)").matches;
}

function switchTheme() {
	root.dataset.theme = isDark() ? "light" : "dark";
	try {
		localStorage.setItem("unbroken-theme", root.dataset.theme);
	} catch {
		/* It holds for this visit. */
	}
}

function recallTheme() {
	try {
		const theme = localStorage.getItem("unbroken-theme");
		if (theme === "dark" || theme === "light")
			root.dataset.theme = theme;
	} catch {
		/* The system's choice will do. */
	}
}

let pending = 0;
recallTheme();
fillSelects();
makeButtons();
form.hidden = false;
theme.hidden = false;
if (matchMedia("(max-width: 60rem)").matches)
	document.querySelector("nav details").open = false;
form.addEventListener("input", (event) => {
	clearTimeout(pending);
	pending = setTimeout(changed, event.target.name === "q" ? 90 : 0);
});
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => setTimeout(changed));
theme.addEventListener("click", switchTheme);
document.addEventListener("keydown", onKey);
window.addEventListener("hashchange", followAddress);
apply();
followAddress();
})();
