/** Evidence in words, as the command line tells it. */

import type { Evidence, Suggestion } from "../types.js";
import type { Lang } from "./words.js";

const FEATURES: Record<string, Record<Lang, string>> = {
  w: { zh: "词", en: "word" },
  g: { zh: "字", en: "characters" },
  c: { zh: "词类", en: "class" },
  l: { zh: "长度", en: "length" },
};

const KINDS: Record<string, Record<Lang, string>> = {
  rule: { zh: "规则", en: "rule" },
  signal: { zh: "信号", en: "signal" },
  condition: { zh: "条件", en: "condition" },
};

/** One piece of evidence. */
export function reason({ kind, detail }: Evidence, lang: Lang): string {
  if (kind === "example") return lang === "zh" ? `像“${detail}”` : `like “${detail}”`;
  const known = KINDS[kind]?.[lang];
  return known ? `${known} ${detail}` : feature(detail, lang);
}

/** The three strongest reasons for a suggestion. */
export function reasons({ evidence }: Suggestion, lang: Lang): string {
  const told = evidence.slice(0, 3).map((piece) => reason(piece, lang));
  return told.join(lang === "zh" ? "；" : "; ");
}

/** `w:运费` is a word, `c:when` a class, `g:发货` a run of characters, the rest are pairs. */
function feature(name: string, lang: Lang): string {
  const colon = name.indexOf(":");
  const kind = FEATURES[name.slice(0, Math.max(colon, 0))]?.[lang];
  // What was recognised by its shape stands in features as a private character.
  const rest = name.slice(colon + 1).replace(/[\uE000-\uF8FF]/g, "#");
  return `${kind ?? (lang === "zh" ? "搭配" : "pair")} ${rest}`;
}
