import { sheet } from "./dom.js";
import { THEME } from "./theme.js";

/** How the chat looks. */
export const chatStyle = (): CSSStyleSheet =>
  sheet(`${THEME}
:host { position: fixed; z-index: 1000; inset: auto var(--huashu-right, 24px) var(--huashu-bottom, 24px) auto;
  display: block; }
:host([inline]) { position: relative; inset: auto; z-index: auto; height: 620px; }
:host([hidden]) { display: none; }
.launcher { display: flex; align-items: center; gap: 10px; height: 56px; padding: 0 24px 0 20px;
  margin-left: auto; border-radius: 28px; background: var(--accent); color: var(--on-accent);
  font-weight: 600; box-shadow: var(--shadow); transition: transform .18s ease; }
.launcher:hover { transform: translateY(-2px); }
.launcher:focus-visible { outline-offset: 3px; }
.panel { display: flex; flex-direction: column; width: min(384px, calc(100vw - 32px));
  height: min(640px, calc(100dvh - 48px)); overflow: hidden; background: var(--ground);
  border: 1px solid var(--line); border-radius: calc(var(--radius) + 4px); box-shadow: var(--shadow);
  animation: rise .22s cubic-bezier(.2, .8, .3, 1); }
:host([inline]) .panel { width: 100%; height: 100%; box-shadow: none; animation: none; }
:host([inline]) .close { display: none; }
@keyframes rise { from { opacity: 0; transform: translateY(12px) scale(.98); } }
.head { display: flex; align-items: center; gap: 12px; padding: 16px 14px 14px 20px;
  border-bottom: 1px solid var(--line); }
.avatar { flex: none; display: grid; place-items: center; border-radius: 50%; background: var(--accent);
  color: var(--on-accent); font-weight: 600; }
.head .avatar { width: 42px; height: 42px; font-size: 18px; }
.title { flex: 1; min-width: 0; line-height: 1.4; }
.name { font-size: 16px; font-weight: 600; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.status { display: flex; align-items: center; gap: 6px; color: var(--ink-2); font-size: 13px; }
.status::before { content: ""; width: 7px; height: 7px; border-radius: 50%; background: #2fae7f; }
.status.off::before { background: var(--ink-2); }
.close { display: grid; place-items: center; width: 40px; height: 40px; border-radius: 50%; color: var(--ink-2); }
.close:hover { background: var(--ground-2); }
.log { flex: 1; overflow-y: auto; overscroll-behavior: contain; padding: 20px 18px 12px;
  display: flex; flex-direction: column; gap: 6px; scrollbar-width: thin;
  scrollbar-color: var(--line) transparent; }
.log:focus-visible { outline-offset: -3px; }
.line { display: flex; gap: 8px; max-width: 100%; margin-top: 8px; }
.line + .line.next { margin-top: 0; }
.line .avatar { width: 30px; height: 30px; font-size: 13px; margin-top: 4px; }
.line.next .avatar { visibility: hidden; }
.line.customer { justify-content: flex-end; }
.bubble { min-width: 0; max-width: 82%; padding: 9px 14px; border-radius: var(--radius);
  background: var(--ground-2); white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; }
.line.shop .bubble { border-start-start-radius: 5px; }
.line.shop.next .bubble { border-start-start-radius: var(--radius); }
.line.customer .bubble { background: var(--accent); color: var(--on-accent); border-end-end-radius: 5px; }
.line.fresh { animation: appear .2s ease; }
@keyframes appear { from { opacity: 0; transform: translateY(6px); } }
.note, time { align-self: center; max-width: 92%; margin: 8px 0 4px; text-align: center;
  color: var(--ink-2); font-size: 13px; }
.note { padding: 3px 14px; border-radius: 14px; background: var(--ground-2); }
.read { align-self: flex-end; color: var(--ink-2); font-size: 12px; margin: -2px 4px 0 0; }
.typing .bubble { display: flex; gap: 5px; padding: 15px 16px; }
.typing i { width: 6px; height: 6px; border-radius: 50%; background: var(--ink-2);
  animation: hop 1.1s infinite ease-in-out; }
.typing i:nth-child(2) { animation-delay: .15s; }
.typing i:nth-child(3) { animation-delay: .3s; }
@keyframes hop { 0%, 60%, 100% { opacity: .35; transform: none; } 30% { opacity: 1; transform: translateY(-3px); } }
.trouble { display: flex; align-items: center; gap: 12px; margin: 0 16px 10px; padding: 10px 12px 10px 14px;
  border-radius: 12px; background: var(--ground-2); color: var(--ink); font-size: 13px; }
.trouble span { flex: 1; }
.trouble button { flex: none; padding: 5px 12px; border-radius: 14px; background: var(--accent);
  color: var(--on-accent); font-weight: 600; }
.quick { display: flex; gap: 8px; padding: 6px 16px 12px; overflow-x: auto; scrollbar-width: none; }
.quick button { flex: none; padding: 5px 13px; border: 1px solid var(--line); border-radius: 16px;
  background: var(--ground); font-size: 13.5px; white-space: nowrap; transition: background .15s; }
.quick button:hover { background: var(--soft); border-color: transparent; }
form { display: flex; align-items: flex-end; gap: 8px; margin: 0 14px 14px; padding: 6px 6px 6px 16px;
  border: 1px solid var(--line); border-radius: 26px; background: var(--ground-2); }
form:focus-within { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
textarea { flex: 1; min-width: 0; max-height: 120px; padding: 7px 0; border: 0; outline: 0;
  background: none; resize: none; line-height: 24px; field-sizing: content; }
textarea:focus-visible { outline: 0; }
textarea::placeholder { color: var(--ink-2); opacity: 1; }
.send { flex: none; display: grid; place-items: center; width: 38px; height: 38px; border-radius: 50%;
  background: var(--accent); color: var(--on-accent); font-size: 13px; transition: opacity .15s; }
.send[aria-disabled="true"] { background: var(--line); color: var(--ink-2); }
@media (max-width: 480px) {
  :host(:not([inline])) { inset: auto 16px 16px auto; }
  :host([open]:not([inline])) { inset: 0; }
  :host([open]:not([inline])) .panel { width: 100%; height: 100%; border: 0; border-radius: 0; }
}
`);
