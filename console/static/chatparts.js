// The pieces a message is drawn from. Shapes and words come from the templates of chat.html.

const LINK = /https?:\/\/[^\s<>"'，。；！？、）】]+/g;
const RUNNING = ["new", "open", "waiting"];
const AMBER_SHARE = 0.2;

export function make(tag, className = "", text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

export function copyOf(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

export function drawIcon(name, size) {
  const space = "http://www.w3.org/2000/svg";
  const picture = document.createElementNS(space, "svg");
  const attributes = { class: "i", width: size, height: size, "aria-hidden": "true" };
  for (const [key, value] of Object.entries(attributes)) picture.setAttribute(key, value);
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `#i-${name}`);
  picture.append(use);
  return picture;
}

export function drawBubble(message, text, words, time) {
  const isMine = message.from === "customer";
  const bubble = make("div", isMine ? "bub bub--me" : "bub");
  bubble.title = time(message.at);
  bubble.append(make("span", "vh", isMine ? words.you : message.name || words.bot), ...withLinks(text));
  if (message.edited) bubble.append(make("small", "", ` ${words.edited}`));
  return bubble;
}

export function drawFile(file, words, onLoad) {
  if (file.kind === "photo" && file.url) {
    const image = make("img", "bub__i");
    Object.assign(image, { src: file.url, alt: file.name || words.file, onload: onLoad });
    return image;
  }
  const chip = make(file.url ? "a" : "span", "att");
  if (file.url) Object.assign(chip, { href: file.url, download: file.name || "" });
  chip.append(drawIcon("file", 16), make("span", "", file.name || words.file));
  return chip;
}

export function drawCard(card, words, time) {
  const section = copyOf(`${card.kind}-card`);
  const part = (name) => section.querySelector(`[data-part=${name}]`);
  part("number").textContent = card.number;
  part("note").textContent = card.note || "";
  if (card.kind === "progress" && !card.note) part("note").parentNode.remove();
  if (card.kind === "ack") {
    part("promise").textContent = card.promise || "";
    drawCopy(part("copy"), card.number, words);
  }
  drawSteps(part("steps"), card.steps || [], time);
  return section;
}

function drawCopy(button, number, words) {
  // The clipboard can be written to on https pages only.
  button.hidden = !navigator.clipboard;
  button.onclick = async () => {
    await navigator.clipboard.writeText(number);
    button.setAttribute("aria-label", words.copied);
    button.classList.add("green");
  };
}

export function drawSteps(list, steps, time) {
  list.replaceChildren(
    ...steps.map(({ label, at, state }) => {
      const item = make("li", state === "todo" ? "" : state);
      if (state === "now") item.setAttribute("aria-current", "step");
      item.append(make("b", "", label), time(at));
      return item;
    }),
  );
}

// The ring drains between started_at and due_at and is full and green once nobody waits any more.
export function drawRing(section, card, complaint, words) {
  const ring = section.querySelector(".ring");
  const due = Date.parse(card.due_at);
  const total = due - Date.parse(card.started_at);
  if (!ring || !(total > 0)) return;
  const isOver = complaint && complaint.number === card.number && !RUNNING.includes(complaint.status);
  const left = isOver ? 0 : Math.max(0, due - Date.now());
  const share = isOver ? 1 : Math.min(1, left / total);
  ring.style.setProperty("--p", String(Math.round(share * 100)));
  ring.classList.toggle("ring--warn", share > 0 && share <= AMBER_SHARE);
  ring.classList.toggle("ring--idle", share === 0);
  const minutes = Math.ceil(left / 60000);
  const remaining = minutes > 0 && minutes < 60 ? words.left.replace("{n}", minutes) : "";
  section.querySelector("[data-part=note]").textContent = [card.note, remaining].filter(Boolean).join(" · ");
}

export function drawButton({ label, data }, className, picture, onTap) {
  const button = make("button", className);
  button.type = "button";
  button.dataset.data = data;
  button.append(...[picture, make("span", "", label)].filter(Boolean));
  button.onclick = () => {
    for (const other of button.parentNode.children) other.setAttribute("aria-pressed", String(other === button));
    onTap({ label, data });
  };
  return button;
}

function withLinks(text) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    const link = make("a", "", match[0]);
    Object.assign(link, { href: match[0], target: "_blank", rel: "noopener" });
    parts.push(text.slice(end, match.index), link);
    end = match.index + match[0].length;
  }
  return [...parts, text.slice(end)];
}
