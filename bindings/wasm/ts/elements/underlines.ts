/**
 * Underlines in a text field. A field cannot be marked itself, so a mirror of
 * its text lies behind it and carries them: as custom highlights where the
 * browser has them, which leaves the mirror one text node, otherwise as marks.
 */

import type { Finding, Severity } from "../types.js";
import { h } from "./dom.js";

/** The worst first. */
const SEVERITIES: Severity[] = ["error", "warning", "info"];

/** Highlights belong to the page, not to an element: all fields share these. */
function registered(severity: Severity): Highlight {
  const name = `huashu-${severity}`;
  let highlight = CSS.highlights.get(name);
  if (!highlight) {
    highlight = new Highlight();
    highlight.priority = -SEVERITIES.indexOf(severity);
    CSS.highlights.set(name, highlight);
  }
  return highlight;
}

const hasHighlights = (): boolean => "highlights" in CSS && typeof Highlight === "function";

export class Underlines {
  readonly #mirror: HTMLElement;
  readonly #asMarks: boolean;
  #ranges: [Severity, Range][] = [];

  /** `asMarks` is for browsers without highlights. */
  constructor(mirror: HTMLElement, asMarks = !hasHighlights()) {
    this.#mirror = mirror;
    this.#asMarks = asMarks;
  }

  /** Shows a text with what was found in it. */
  show(text: string, findings: Finding[]): void {
    this.clear();
    const inside = findings.filter(({ start, end }) => start < end && end <= text.length);
    // A last empty line has a height only if something stands in it.
    const end = "\u200B";
    if (this.#asMarks) {
      this.#mirror.replaceChildren(...marked(text, inside), end);
      return;
    }
    const node = document.createTextNode(text + end);
    this.#mirror.replaceChildren(node);
    for (const finding of inside) {
      const range = new Range();
      range.setStart(node, finding.start);
      range.setEnd(node, finding.end);
      registered(finding.severity).add(range);
      this.#ranges.push([finding.severity, range]);
    }
  }

  /** Takes the highlights of this field back. */
  clear(): void {
    for (const [severity, range] of this.#ranges) registered(severity).delete(range);
    this.#ranges = [];
  }
}

/** The text in pieces; where findings overlap, the worse one is marked. */
function marked(text: string, findings: Finding[]): (Node | string)[] {
  const borders = new Set([0, text.length]);
  for (const { start, end } of findings) borders.add(start).add(end);
  const places = [...borders].sort((a, b) => a - b);
  return places.slice(1).map((end, i) => {
    const start = places[i] as number;
    const piece = text.slice(start, end);
    const over = findings.filter((finding) => finding.start <= start && end <= finding.end);
    const worst = SEVERITIES.find((severity) => over.some((f) => f.severity === severity));
    return worst ? h("mark", { class: worst }, piece) : piece;
  });
}
