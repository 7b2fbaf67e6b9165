// What pages of a station and of a network share: one WebSocket, the choice of a speed, the log.

import { pick, t } from "./words.js";

const $ = (id) => document.getElementById(id);
const LOG_MAX = 200;
let socket = null;
let retry_ms = 400;

export const element = (tag, words = "", set = {}) => Object.assign(document.createElement(tag), { textContent: words }, set);
export const send = (message) => { if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message)); };

/** Connect, and again after a loss. hear(message): is given each message. */
export function connect(hear) {
  socket = new WebSocket(`ws://${location.host}/ws`);
  socket.onopen = () => { retry_ms = 400; document.body.dataset.connected = "true"; $("banner").hidden = true; $("log").replaceChildren(); };
  socket.onmessage = (event) => hear(JSON.parse(event.data));
  socket.onclose = (event) => {
    document.body.dataset.connected = "false";
    $("banner").textContent = event.reason || t("lost_station");
    $("banner").hidden = false;
    setTimeout(connect, retry_ms, hear);
    retry_ms = Math.min(retry_ms * 1.6, 5000);
  };
}

/** Offer these speeds, multiples of real time. */
export function offer(speeds) {
  $("speeds").replaceChildren(...speeds.map((times) => {
    const label = element("label");
    const input = element("input", "", { type: "radio", name: "speed", value: times });
    input.onchange = () => send({ do: "speed", times });
    label.append(input, element("span", `×${times}`));
    return label;
  }));
}

/** Put a line in front of the log. head: what stands before its words; say(): the words, in today's language. */
export function write(m, head, say = () => pick(m)) {
  const line = element("li");
  const words = element("span");
  line.words = () => { words.textContent = say(); };
  line.words();
  line.append(...head, words);
  line.dataset.tone = m.tone;
  $("log").prepend(line);
  while ($("log").childElementCount > LOG_MAX) $("log").lastChild.remove();
}
