/** Colours and type that both elements share; pages override the variables. */
export const THEME = `
:host {
  --accent: var(--huashu-accent, #17725a);
  --on-accent: var(--huashu-on-accent, #fff);
  --ground: var(--huashu-ground, #fff);
  --ground-2: var(--huashu-ground-2, #f5f6f4);
  --line: var(--huashu-line, #e4e7e3);
  --ink: var(--huashu-ink, #1d2521);
  --ink-2: var(--huashu-ink-2, #5b6761);
  --soft: var(--huashu-soft, #e5f2ed);
  --error: var(--huashu-error, #c02b2b);
  --warning: var(--huashu-warning, #8f5a00);
  --info: var(--huashu-info, #2463a8);
  --radius: var(--huashu-radius, 16px);
  --shadow: var(--huashu-shadow, 0 1px 2px rgb(20 40 32 / 6%), 0 18px 48px rgb(20 40 32 / 16%));
  color: var(--ink);
  font: 15px/1.6 var(--huashu-font, system-ui, -apple-system, "PingFang SC", "HarmonyOS Sans SC",
    "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif);
  text-align: start;
}
@media (prefers-color-scheme: dark) {
  :host {
    --accent: var(--huashu-accent, #2c7f66);
    --ground: var(--huashu-ground, #171b19);
    --ground-2: var(--huashu-ground-2, #222825);
    --line: var(--huashu-line, #303834);
    --ink: var(--huashu-ink, #e9eeeb);
    --ink-2: var(--huashu-ink-2, #a3b0a9);
    --soft: var(--huashu-soft, #1f3a31);
    --error: var(--huashu-error, #ff8f8a);
    --warning: var(--huashu-warning, #f0bd62);
    --info: var(--huashu-info, #86b9f5);
    --shadow: var(--huashu-shadow, 0 18px 48px rgb(0 0 0 / 50%));
  }
}
*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
button, textarea { font: inherit; color: inherit; letter-spacing: inherit; }
button { border: 0; background: none; padding: 0; cursor: pointer; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
svg { width: 1.5em; height: 1.5em; fill: none; stroke: currentColor; stroke-width: 1.8;
  stroke-linecap: round; stroke-linejoin: round; display: block; }
.spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap; }
@media (prefers-reduced-motion: reduce) {
  * { animation: none !important; transition: none !important; }
}
`;
