// Tones as the readers of gates have them: two rising for a passage, a low one for a refusal.

const TONES = { green: [[880, 0, 0.09], [1320, 0.1, 0.16]], red: [[220, 0, 0.34]], amber: [[440, 0, 0.09], [440, 0.15, 0.09]] };
let context = null;
let wanted = true;
let last = { lamp: "", words: "", ms: 0 };
const DRAWN_MS = 500;

try { wanted = localStorage.getItem("ridegate.sound") !== "off"; } catch { /* not remembered */ }

export const on = () => wanted;

/** Browsers allow sound once the user has touched the page. */
export function allow() {
  if (wanted && !context && window.AudioContext) context = new AudioContext();
  context?.resume();
}

export function toggle() {
  wanted = !wanted;
  try { localStorage.setItem("ridegate.sound", wanted ? "on" : "off"); } catch { /* not remembered */ }
  allow();
  return wanted;
}

export function prompt(lamp, words) {
  const now_ms = performance.now();
  const drawn = lamp === last.lamp && now_ms - last.ms < DRAWN_MS; // a board's lamp comes first, its words after it
  if (lamp === last.lamp && (words === last.words || drawn)) return;
  last = { lamp, words, ms: now_ms };
  if (!wanted || !context || context.state !== "running") return;
  for (const [hz, start, length] of TONES[lamp] ?? []) {
    const tone = context.createOscillator();
    const loud = context.createGain();
    const at = context.currentTime + start;
    tone.type = lamp === "red" ? "triangle" : "sine";
    tone.frequency.value = hz;
    loud.gain.setValueAtTime(0, at);
    loud.gain.linearRampToValueAtTime(0.16, at + 0.01);
    loud.gain.setTargetAtTime(0, at + length, 0.03);
    tone.connect(loud).connect(context.destination);
    tone.start(at);
    tone.stop(at + length + 0.25);
  }
}
