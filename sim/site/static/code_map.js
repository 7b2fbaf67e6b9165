// A code as a map of bytes, as sim/page/message.py makes it of the same tables: fields, signatures, and stars for what
// may not be shown. A test compares both, vector by vector.

const STAR = "*";
const SHOWN_HEX = 12; // digits of a long value: so many from its start, and half as many from its end

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
export const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const decimal = (text) => /^[0-9]+$/.test(text);
const short = (text) => (text.length <= 2 * SHOWN_HEX ? text : `${text.slice(0, SHOWN_HEX)}…${text.slice(-SHOWN_HEX / 2)}`);
const number = (data) => data.reduce((sum, byte) => sum * 256 + byte, 0);

/** "2026-11-01 08:00:00": Unix seconds, the clock offset_s ahead of UTC. */
export const clock = (seconds, offset_s) => new Date((seconds + offset_s) * 1000).toISOString().slice(0, 19).replace("T", " ");
const china = (seconds) => `${clock(seconds, 8 * 3600)} UTC+8`;
const utc = (seconds) => `${clock(seconds, 0).replace(" ", "T")}Z`;

/** The 19 or 20 digits of an account field; null when it holds others. */
function digits(account) {
  const text = hex(account);
  const found = text.endsWith("f") ? text.slice(0, -1) : text;
  return text.length === 20 && decimal(found) ? found : null;
}

/** An account as it may be shown: stars, then its last four digits; only stars when it is no account. */
export function masked(account, tables) {
  const found = digits(account);
  if (found === null) return STAR.repeat(2 * account.length);
  return STAR.repeat(found.length - tables.shown_digits) + found.slice(-tables.shown_digits);
}

/** What stands in a code, of fields and signatures; of what is no ride code its length alone. */
export function codeMap(code, recovered, tables) {
  if (!code.length || code[0] >> 4 !== 8) return { length: code.length, recovered, hex: "", fields: [] };
  const n = extension(code, tables);
  const parts = tables.fields.map((field) => {
    const { start, length } = place(field, n, tables);
    const data = code.slice(start, start + length);
    return { field, start, length, data, wrong: isWrong(field, data, length) };
  });
  const stars = hidden(code, isMeasured(code, n, tables) && parts.every(({ wrong }) => !wrong), tables);
  const fields = [];
  for (const { field, start, length, data, wrong } of parts) {
    if (!length) continue;
    const text = hexed(code, start, length, stars);
    const { number, name, zh, en, part, signed_by } = field;
    fields.push({ number, name, zh, en, start, end: start + length, value: lines(field, data, length, text, wrong, tables).join(" · "), wrong, part, signed_by });
  }
  const signatures = tables.signatures.map(({ name, start, end, moves }) => ({ name, start, end: moves ? end + n : end }));
  return { length: code.length, recovered, hex: hexed(code, 0, code.length, stars), fields, parts: tables.parts, signatures };
}

/** The extension's length as stated, or as the whole length suggests. */
function extension(code, tables) {
  const at = tables.extension_length_offset;
  if (code.length > at && code[at] <= tables.extension_max_bytes) return code[at];
  const guessed = code.length - tables.length_bytes;
  return guessed >= 0 && guessed <= tables.extension_max_bytes ? guessed : 0;
}

/** Whether all that states its length says the same. */
function isMeasured(code, n, tables) {
  const declared = number(code.slice(1, 3)) + 3;
  return code.length === declared && code.length === tables.length_bytes + n && code[tables.extension_length_offset] === n;
}

function place(field, n, tables) {
  const behind = field.base > tables.extension_length_offset && field.length !== null;
  return { start: behind ? field.base + n : field.base, length: field.length ?? n };
}

/** The nibbles of a code that must not be shown. placed: whether its structure is right. */
function hidden(code, placed, tables) {
  const named = (name) => tables.fields.find((field) => field.name === name);
  const out = new Set();
  const range = (from, to) => { for (let at = from; at < to; at++) out.add(at); };
  const account = named("account"), data = named("issuer_data");
  const field = code.slice(account.base, account.base + account.length);
  const found = digits(field);
  range(2 * data.base, 2 * (data.base + data.length));
  range(2 * account.base, 2 * account.base + (found === null || !placed ? 2 * field.length : found.length - tables.shown_digits));
  const text = hex(code);
  if (found !== null) copies(text, found, range, tables);
  if (!placed) {
    const fixed = tables.fields.filter((one) => one.constant !== null);
    const known = fixed.every((one) => text.startsWith(one.constant, 2 * one.base)) ? 2 * (fixed.at(-1).base + 1) : 0;
    let begun = known;
    for (let at = known; at <= text.length; at++) {
      if (at < text.length && decimal(text[at])) continue;
      if (at - begun >= tables.run_nibbles) range(begun, at);
      begun = at + 1;
    }
  }
  return out;
}

/** Hides each copy of an account, in BCD or ASCII, but for its last digits; it may lack some at its ends. */
function copies(text, account, range, { shown_digits }) {
  const size = account.length - shown_digits;
  for (let first = 0; first <= shown_digits; first++) {
    const piece = account.slice(first, first + size);
    for (const form of [piece, piece.replace(/./g, "3$&")]) {
      const end = ((size - first) * form.length) / size;
      for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) range(at, at + end);
    }
  }
}

function hexed(code, start, length, stars) {
  return Array.from(hex(code.slice(start, start + length)), (digit, at) => (stars.has(2 * start + at) ? STAR : digit)).join("");
}

/** Whether a field, looked at alone, holds what its place in the structure forbids. */
function isWrong({ kind, constant }, data, length) {
  if (data.length !== length) return true;
  const text = hex(data);
  if (constant !== null) return text !== constant;
  if (kind === "bcd") return !decimal(text);
  if (kind === "account") return digits(data) === null;
  if (kind === "mmyy") return !(decimal(text) && Number(text.slice(0, 2)) >= 1 && Number(text.slice(0, 2)) <= 12);
  if (kind === "key") return data[0] !== 2 && data[0] !== 3;
  if (kind === "prefixed_signature") return data[0] !== 0x15;
  if (kind === "version") return data[0] !== 0x80 && data[0] !== 0x81;
  return false;
}

/** What a field holds, on one line or two. text: its bytes in hexadecimal, hidden nibbles as stars. */
function lines({ kind }, data, length, text, wrong, tables) {
  if (data.length !== length) {
    return [data.length ? `${short(text)} … ${length - data.length} of ${length} bytes are missing` : "missing"];
  }
  if (kind === "account") return digits(data) === null ? [text, "no 19 or 20 decimal digits"] : [masked(data, tables)];
  if (text && /^\*+$/.test(text)) return ["masked"];
  if (kind === "signature" || kind === "prefixed_signature") {
    const start = kind === "prefixed_signature" ? 2 : 0;
    return [`${start ? `${text.slice(0, 2)}, ` : ""}r ${short(text.slice(start, start + 64))}`, `s ${short(text.slice(start + 64))}`];
  }
  if (wrong || text.includes(STAR)) return [short(text)];
  const value = kind === "key" ? 0 : number(data);
  if (kind === "version") return [`${text}: version ${value & 15}`];
  if (kind === "uint") return [`${value} (${text})`];
  if (kind === "fen") return [`${value} fen, ${Math.floor(value / 100)}.${String(value % 100).padStart(2, "0")} yuan`];
  if (kind === "seconds") return [`${value} s`];
  if (kind === "time") return [utc(value), china(value)];
  if (kind === "mmyy") return [`${text}: through`, china(Date.UTC(2000 + Number(text.slice(2)), Number(text.slice(0, 2)), 1) / 1000 - tables.zone_s - 1)];
  if (kind === "key") return [short(text), data[0] === 3 ? "Y is odd" : "Y is even"];
  return [short(text) || "empty"];
}
