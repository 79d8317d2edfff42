// The product page: tells the chat what is known, and passes to the agent's
// page (in another tab) what needs a person.
import "../../bindings/wasm/dist/elements.js";

const chat = document.querySelector("huashu-chat");
const desk = new BroadcastChannel("huashu-example");

chat.facts = {
  item: { name: "棉麻立领衬衫", price: 129, in_stock: true, material: "55%亚麻45%棉" },
  customer: { member: false },
};

document.querySelector("#service").addEventListener("click", () => {
  chat.open = true;
});

document.querySelector("#buy").addEventListener("click", () => {
  chat.facts = { ...chat.facts, order: { status: "paid" } };
  chat.open = true;
  chat.happened("paid");
  document.querySelector("#told").textContent = "这是示例页面，没有真的下单；客服会当作您已付款。";
});

// What the engine may not answer alone goes to the agent.
chat.addEventListener("huashu-suggest", ({ detail }) => {
  if (detail.decision === "suggest" || detail.decision === "handoff") {
    desk.postMessage({ customer: detail.text });
  }
});
desk.addEventListener("message", ({ data }) => {
  if (data.agent) chat.say(data.agent);
});
