// The agent's desk: the customer's lines go to the panel, the agent's lines to
// the customer.
import "../../bindings/wasm/dist/elements.js";

const assist = document.querySelector("huashu-assist");
const lines = document.querySelector("#lines");
const desk = new BroadcastChannel("huashu-example");

assist.facts = {
  order: { id: "202611240018", status: "paid" },
  item: { name: "棉麻立领衬衫", price: 129, in_stock: true },
  customer: { name: "王女士" },
};

function show(who, text) {
  const line = document.createElement("p");
  line.className = who;
  line.textContent = text;
  lines.append(line);
  lines.scrollTop = lines.scrollHeight;
}

function hear(text) {
  show("customer", text);
  assist.message = text;
}

document.querySelector("#customer").addEventListener("submit", (event) => {
  event.preventDefault();
  const field = event.target.elements.text;
  if (field.value.trim() !== "") hear(field.value);
  field.value = "";
});

assist.addEventListener("huashu-send", ({ detail }) => {
  show("agent", detail.text);
  desk.postMessage({ agent: detail.text });
});
desk.addEventListener("message", ({ data }) => {
  if (data.customer) hear(data.customer);
});

show("customer", "在吗 想看下这件衬衫");
show("agent", "在的，您好~这件是棉麻的，偏宽松，您想了解哪方面呢？");
hear("发顺丰可以吗 周六再送 身高165体重110 M码合适不");
