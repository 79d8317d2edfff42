/** `<huashu-chat>` and `<huashu-assist>`; importing this defines them. */

import { HuashuAssist } from "./elements/assist.js";
import { HuashuChat } from "./elements/chat.js";

export { HuashuAssist, HuashuChat };
export type { ReplyEngine } from "./elements/engines.js";

const known: Record<string, CustomElementConstructor> = {
  "huashu-chat": HuashuChat,
  "huashu-assist": HuashuAssist,
};

if (globalThis.customElements) {
  for (const [name, element] of Object.entries(known)) {
    if (!customElements.get(name)) customElements.define(name, element);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "huashu-chat": HuashuChat;
    "huashu-assist": HuashuAssist;
  }
}
