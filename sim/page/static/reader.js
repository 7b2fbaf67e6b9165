// What is held in front of the reader: the browser's camera, a picture, a virtual phone.

import { pick, spoken, t } from "./words.js";

const $ = (id) => document.getElementById(id);
const FRAME_MS = 100;
const WIDTH = 800;
const BYTES_MAX = 11_000_000;
let send = () => {};
let sendPicture = () => {};
let log = () => {};
let hello = null;
let held = { user: null, fault: null };
let card = "away"; // what lies at the card reader
let stream = null;
let timer = 0;
let note = null; // {words, warn, timer}: what stands below the reader, until something newer happens
let shown = "";
const NOTE_MS = 10_000;
const CAMERA_ERRORS = {
  NotAllowedError: "camera_denied", SecurityError: "camera_denied", NotReadableError: "camera_busy", AbortError: "camera_busy",
  NotFoundError: "no_camera", OverconstrainedError: "no_camera",
};

export function begin(given, sender, pictureSender, logger) {
  log = logger;
  hello = given;
  send = sender;
  sendPicture = pictureSender;
  build();
  if (!navigator.mediaDevices?.getUserMedia) say(unreachable());
}

function build() {
  if (!hello) return;
  $("accounts").replaceChildren(
    ...hello.accounts.map((one) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "account" });
      button.dataset.do = "show";
      button.dataset.phone = one.number;
      const [name, issuer] = pick(one).split(" · ");
      button.append(part("b", name), part("span", issuer), part("i", t("good")));
      button.onclick = () => (held.user === one.number && !held.fault ? send({ do: "hide" }) : show(one.number, null));
      return button;
    }),
  );
  cards();
  tickets();
  $("bad").replaceChildren(
    ...(hello.groups ?? []).map((group) => {
      const box = document.createElement("div");
      box.append(part("h4", pick(group)));
      for (const one of hello.faults.filter((each) => each.group === group.name)) {
        const button = Object.assign(document.createElement("button"), { type: "button", textContent: pick(one), title: one.answer });
        button.dataset.do = "show";
        button.dataset.fault = one.name;
        button.onclick = () => (held.fault === one.name ? send({ do: "hide" }) : show(0, one.name));
        box.append(button);
      }
      return box;
    }),
  );
  paint();
}

/** The test cards, where this gate reads cards: a tap holds one up until a moment after its answer. */
function cards() {
  $("cards").hidden = !hello.cards?.length;
  if (!hello.cards?.length) return;
  const ways = hello.cards.map((name) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: name === "held" ? "plastic" : "" });
    button.dataset.do = "tap";
    button.dataset.card = name;
    if (name === "held") button.append(part("b", t("card_name")), part("span", t("card_issuer")), part("i", t("card_good")));
    else button.textContent = t(`s_${name}`);
    button.onclick = () => tap(card === name ? "away" : name);
    return button;
  });
  const both = Object.assign(document.createElement("button"), { type: "button", textContent: t("card_and_phone") });
  both.dataset.do = "tap";
  both.dataset.card = "both";
  both.onclick = () => { send({ do: "show", phone: 0, fault: null }); tap("held"); };
  $("cards").replaceChildren(part("h3", t("cards")), ways[0], ...ways.slice(1), both);
}

/** The test tickets of other families, where this gate reads some. */
function tickets() {
  const shown = hello.tickets ?? [];
  $("tickets").hidden = !shown.length;
  const buttons = shown.map((one) => {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: pick(one), title: one.answer });
    button.dataset.do = "show";
    button.dataset.fault = one.name;
    if (one.good) button.dataset.tone = "good";
    button.onclick = () => (held.fault === one.name ? send({ do: "hide" }) : show(0, one.name));
    return button;
  });
  $("tickets").replaceChildren(part("h3", t("tickets")), ...buttons);
}

function tap(state) {
  send({ do: "tap", card: state });
  if (state !== "away") toStage();
}

export function plastic(state) {
  card = state;
  paint();
}

const part = (tag, words) => Object.assign(document.createElement(tag), { textContent: words });
const narrow = matchMedia("(max-width: 859px)");

function show(phone, fault) {
  send({ do: "show", phone, fault });
  toStage();
}

function toStage() {
  if (narrow.matches) $("stage").scrollIntoView({ behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
}

export function phone(message) {
  if (message.user !== null) answered();
  held = message;
  paint();
}

function paint() {
  for (const button of document.querySelectorAll('#phones [data-do="show"]')) {
    const on = held.user !== null && (button.dataset.fault ? held.fault === button.dataset.fault : !held.fault && Number(button.dataset.phone) === held.user);
    button.setAttribute("aria-pressed", String(on));
  }
  for (const button of document.querySelectorAll('#cards [data-do="tap"]')) {
    button.setAttribute("aria-pressed", String(button.dataset.card === card));
  }
}

/** A picture of what the gate's own camera saw. */
export function seen(blob) {
  if (stream) return;
  const address = URL.createObjectURL(blob);
  $("seen").onload = () => { if (shown) URL.revokeObjectURL(shown); shown = address; };
  $("seen").src = address;
  $("seen").hidden = false;
  $("view-words").hidden = true;
  $("view").dataset.source = "gate";
}

/** Words below the reader (a function), until something newer happens or some time is over. */
export function notice(words) {
  put(words, NOTE_MS);
}

/** A scan has had its answer: what was said before it is old. */
export function answered() {
  clearTimeout(note?.timer);
  note = null;
  hint();
}

function say(key) {
  put(() => t(key), 0);
}

function put(words, last_ms) {
  clearTimeout(note?.timer);
  note = { words, timer: last_ms ? setTimeout(answered, last_ms) : 0 };
  hint();
}

function hint() {
  $("camera-words").textContent = note ? note.words() : t("drop");
  $("camera-words").dataset.tone = note ? "warn" : "";
}

/** Why a camera did not open, as a key of the words. */
export const reason = (error) => CAMERA_ERRORS[error.name] ?? "camera_failed";

/** Why there is no way to any camera. */
const unreachable = () => (window.isSecureContext ? "no_camera" : "camera_insecure");

let opening = false; // a second press meanwhile would open a second camera, which no press ends
async function start() {
  if (!navigator.mediaDevices?.getUserMedia) return say(unreachable());
  if (opening) return;
  opening = true;
  answered();
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1280 }, height: { ideal: 720 }, facingMode: "user" }, audio: false });
  } catch (error) {
    return say(reason(error));
  } finally {
    opening = false;
  }
  stream.getVideoTracks()[0].onended = () => { stop(); say("camera_lost"); };
  $("video").srcObject = stream;
  $("video").hidden = false;
  $("seen").hidden = $("view-words").hidden = true;
  $("view").dataset.source = "browser";
  const opened = stream;
  await $("video").play().catch(() => {}); // stopped meanwhile, or its first picture is still to come
  if (stream !== opened) return;
  timer = setInterval(frame, FRAME_MS);
  paintCamera();
}

function stop() {
  clearInterval(timer);
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
  $("video").srcObject = null;
  $("video").hidden = true;
  $("view-words").hidden = !$("seen").hidden;
  $("view").dataset.source = "none";
  paintCamera();
}

let busy = false;
const canvas = document.createElement("canvas");
function frame() {
  const video = $("video");
  if (busy || !video.videoWidth || document.hidden) return;
  const scale = Math.min(1, WIDTH / video.videoWidth);
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
  busy = true;
  canvas.toBlob((blob) => { busy = false; if (blob && stream) sendPicture(1, blob); }, "image/jpeg", 0.85);
}

function paintCamera() {
  $("camera").textContent = t(stream ? "camera_stop" : "camera");
  $("camera").setAttribute("aria-pressed", String(Boolean(stream)));
}

const FILE_MS = 600; // apart: the server takes two files a second
let files_ms = 0;

/** Every file that is dropped, pasted or chosen is said by name, and then what it is. */
function take(files) {
  if (hello?.kiosk) return;
  for (const file of files ?? []) {
    const now_ms = performance.now();
    files_ms = Math.max(files_ms, now_ms);
    setTimeout(() => give(file), files_ms - now_ms);
    files_ms += FILE_MS;
  }
}

function give(file) {
  log(() => t("file", file.name));
  if (file.size <= BYTES_MAX) return sendPicture(2, file);
  if (file.type.startsWith("image/")) return shrink(file);
  notice(() => t("file_large", file.name));
  log(() => t("file_large", file.name), "bad");
}

/** Text that is pasted anywhere but into a field: a code in hexadecimal, base64 or a hex dump. */
function paste(event) {
  if (event.clipboardData?.files.length) return take(event.clipboardData.files);
  const text = event.clipboardData?.getData("text");
  if (text && !event.target.closest?.("input, textarea")) take([new File([text], t("clipboard"))]);
}

/** A photograph too large to be taken is drawn smaller first. */
async function shrink(file) {
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (!bitmap) return notice(() => t("no_bitmap", file.type));
  const scale = Math.min(1, 3000 / Math.max(bitmap.width, bitmap.height));
  canvas.width = bitmap.width * scale;
  canvas.height = bitmap.height * scale;
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => blob && sendPicture(2, blob), "image/jpeg", 0.92);
}

$("camera").onclick = () => (stream ? stop() : start());
$("file").onchange = () => { take($("file").files); $("file").value = ""; };
addEventListener("paste", paste);
addEventListener("dragover", (event) => { event.preventDefault(); document.body.classList.add("over"); });
addEventListener("dragleave", (event) => { if (!event.relatedTarget) document.body.classList.remove("over"); });
addEventListener("drop", (event) => { event.preventDefault(); document.body.classList.remove("over"); take(event.dataTransfer?.files); });

$("more").open = !narrow.matches;
narrow.addEventListener("change", () => { $("more").open = !narrow.matches; });
spoken(() => { build(); paintCamera(); hint(); });
