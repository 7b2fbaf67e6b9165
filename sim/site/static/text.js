// Bytes that people paste as text. What a terminal undoes goes to it as it is; line breaks, spaces and separators in
// hexadecimal or base64 no terminal undoes: they are undone here, and that is said.

const PLAIN = /^(?:[0-9a-f]{2})+$|^[A-Za-z0-9+/]+={0,2}$|^[A-Za-z0-9_-]+={0,2}$/i;
const SEPARATORS = /[\s:,-]+|0x/gi;

/** {payload, beyond}: bytes to judge, and what was undone on them that no terminal undoes, "" for nothing. */
export function bytesOf(text) {
  const trimmed = text.trim();
  const digits = trimmed.replace(SEPARATORS, "");
  if (!PLAIN.test(trimmed)) {
    if (/^(?:[0-9a-f]{2})+$/i.test(digits)) return { payload: Uint8Array.from(digits.match(/../g), (pair) => parseInt(pair, 16)), beyond: "hexadecimal" };
    const letters = trimmed.replace(/\s+/g, "").replaceAll("-", "+").replaceAll("_", "/");
    try {
      return { payload: Uint8Array.from(atob(letters), (one) => one.charCodeAt(0)), beyond: "base64" };
    } catch { /* no base64 either: judged as it is */ }
  }
  return { payload: new TextEncoder().encode(trimmed), beyond: "" };
}

/** The keys of an operator's .pub file, one or two, X||Y in hexadecimal; [] where it holds anything else. */
export function keysOf(text) {
  const lines = text.split(/\r?\n/).map((line) => line.trim()).filter((line) => line && !line.startsWith("#"));
  const good = lines.length >= 1 && lines.length <= 2 && lines.every((line) => /^(?:04[0-9a-f]{128}|0[23][0-9a-f]{64}|[0-9a-f]{128})$/i.test(line));
  return good ? lines : [];
}
