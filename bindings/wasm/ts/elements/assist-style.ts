import { sheet } from "./dom.js";
import { THEME } from "./theme.js";

/** How the panel looks. */
export const assistStyle = (): CSSStyleSheet =>
  sheet(`${THEME}
:host { display: block; container-type: inline-size; }
:host([hidden]) { display: none; }
.panel { display: flex; flex-direction: column; min-height: 100%; background: var(--ground);
  border: 1px solid var(--line); border-radius: var(--radius); overflow: hidden; }
section { padding: 16px 20px; border-bottom: 1px solid var(--line); }
.label { display: flex; align-items: center; gap: 8px; margin: 0 0 8px; color: var(--ink-2);
  font-size: 13px; font-weight: 600; }
.label .end { margin-inline-start: auto; }
.customer { background: var(--ground-2); }
.quote { margin: 0; max-height: 144px; overflow-y: auto; font-size: 16px; white-space: pre-wrap;
  overflow-wrap: anywhere; unicode-bidi: isolate; }
.quote.empty { color: var(--ink-2); font-size: 15px; }
.badge { padding: 1px 10px; border-radius: 11px; background: var(--soft); color: var(--ink);
  font-size: 13px; font-weight: 600; }
.badge.handoff { background: var(--error); color: var(--ground); }
.chips { display: flex; flex-wrap: wrap; gap: 6px; margin: 12px 0 0; padding: 0; list-style: none; }
.chips li { display: flex; gap: 6px; padding: 1px 10px; border: 1px solid var(--line); border-radius: 8px;
  background: var(--ground); font-size: 13px; }
.chips b { font-weight: 400; color: var(--ink-2); }
.box { display: flex; align-items: flex-start; gap: 10px; margin: 12px 0 0; padding: 9px 12px;
  border: 1px solid var(--line); border-radius: 10px; background: var(--ground); font-size: 14px; }
.box p { margin: 0; flex: 1; overflow-wrap: anywhere; }
.box .kind { flex: none; color: var(--ink-2); font-size: 13px; line-height: 1.7; }
.dot { display: inline-block; width: 10px; height: 10px; margin-inline-end: 7px; border-radius: 50%;
  background: var(--ink-2); box-shadow: inset 0 0 0 1px rgb(0 0 0 / 12%); }
.dot.红 { background: #d64545; } .dot.黄 { background: #e0b020; } .dot.绿 { background: #3da35d; }
.dot.蓝 { background: #3b7dd8; } .dot.紫 { background: #8a55c9; }
.text-button { flex: none; color: var(--ink); font-size: 13px; text-decoration: underline;
  text-underline-offset: 3px; text-decoration-color: var(--line); }
.text-button:hover { text-decoration-color: currentColor; }
ol { display: flex; flex-direction: column; gap: 8px; margin: 0; padding: 0; list-style: none; }
.reply { display: grid; grid-template-columns: 1fr auto; gap: 2px 14px; width: 100%; padding: 11px 14px;
  border: 1px solid var(--line); border-radius: 12px; text-align: start; transition: background .15s, border-color .15s; }
.reply:hover { background: var(--soft); border-color: transparent; }
.reply .text { grid-column: 1; overflow-wrap: anywhere; unicode-bidi: isolate; }
.reply .why { grid-column: 1; color: var(--ink-2); font-size: 13px; overflow-wrap: anywhere; }
.reply .side { grid-column: 2; grid-row: 1 / span 2; display: flex; flex-direction: column;
  align-items: flex-end; gap: 8px; }
kbd { padding: 0 7px; border: 1px solid var(--line); border-radius: 6px; background: var(--ground);
  color: var(--ink-2); font: 12px/1.7 ui-monospace, "SFMono-Regular", Menlo, monospace; white-space: nowrap; }
.gauge { width: 46px; height: 4px; border-radius: 2px; background: var(--line); overflow: hidden; }
.gauge i { display: block; height: 100%; border-radius: 2px; background: var(--accent); }
.quiet { margin: 0; color: var(--ink-2); }
.draft { display: flex; flex-direction: column; gap: 10px; margin-top: auto; border-bottom: 0; }
.draft .label { margin: 0; }
.editor { position: relative; display: grid; max-height: 260px; overflow-y: auto; border: 1px solid var(--line);
  border-radius: 12px; background: var(--ground); }
.editor:focus-within { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
.editor > * { grid-area: 1 / 1; min-height: 104px; margin: 0; padding: 11px 14px; border: 0;
  font: inherit; line-height: 1.75; white-space: pre-wrap; overflow-wrap: anywhere; word-break: normal;
  text-align: start; }
.mirror { color: transparent; pointer-events: none; user-select: none; }
textarea { position: relative; width: 100%; overflow: hidden; resize: none; background: none; outline: 0; }
textarea.long { height: 258px; overflow-y: auto; }
textarea:focus-visible { outline: 0; }
textarea::placeholder { color: var(--ink-2); opacity: 1; }
mark { background: none; color: transparent; }
mark.error, ::highlight(huashu-error) { text-decoration: underline wavy 1.5px; text-underline-offset: 4px; }
mark.warning, ::highlight(huashu-warning) { text-decoration: underline wavy 1.5px; text-underline-offset: 4px; }
mark.info, ::highlight(huashu-info) { text-decoration: underline dotted 2px; text-underline-offset: 4px; }
mark.error { text-decoration-color: var(--error); }
mark.warning { text-decoration-color: var(--warning); }
mark.info { text-decoration-color: var(--info); }
::highlight(huashu-error) { text-decoration-color: var(--error); }
::highlight(huashu-warning) { text-decoration-color: var(--warning); }
::highlight(huashu-info) { text-decoration-color: var(--info); }
.findings { display: flex; flex-direction: column; gap: 8px; margin: 0; padding: 0; list-style: none;
  max-height: 220px; overflow-y: auto; scrollbar-width: thin; scrollbar-color: var(--line) transparent; }
.findings li { display: grid; grid-template-columns: 7px 1fr; gap: 0 10px; align-items: baseline; font-size: 14px; }
.findings li::before { content: ""; align-self: start; width: 7px; height: 7px; margin-top: 8px; border-radius: 50%;
  background: var(--info); }
.findings li.error::before { background: var(--error); }
.findings li.warning::before { background: var(--warning); }
.findings p { margin: 0; color: var(--ink-2); overflow-wrap: anywhere; }
.findings q { quotes: none; margin-inline-end: 8px; color: var(--ink); font-weight: 600; }
.findings button { grid-column: 2; justify-self: start; text-align: start; }
.bar { display: flex; align-items: center; gap: 14px; }
.bar .state { flex: 1; color: var(--ink-2); font-size: 13px; }
.primary { padding: 8px 26px; border-radius: 20px; background: var(--accent); color: var(--on-accent); font-weight: 600; }
.primary[aria-disabled="true"] { background: var(--line); color: var(--ink-2); }
`);
