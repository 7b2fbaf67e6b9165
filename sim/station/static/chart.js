// Plots over the whole morning, as plain SVG.

import { t } from "./words.js";

const NS = "http://www.w3.org/2000/svg";
const LEFT = 30;
const FOOT = 16;
const TOP = 8;

function shape(tag, set, words) {
  const made = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(set)) made.setAttribute(name, value);
  if (words !== undefined) made.textContent = words;
  return made;
}

const STEPS = [4, 8, 12, 20, 40, 80, 120, 200, 400, 800, 1200, 2000, 4000, 8000, 12_000, 20_000, 40_000];
const scale = (most) => STEPS.find((each) => each >= most) ?? most;

/** A frame with its axes; what is drawn in it comes behind. */
function frame(svg, most, s, hello, at) {
  const width = svg.clientWidth || 300;
  const height = svg.clientHeight || 150;
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const x = (ms) => LEFT + (ms / hello.length_ms) * (width - LEFT - 2);
  const y = (value) => height - FOOT - (value / most) * (height - FOOT - TOP);
  const parts = [];
  for (const part of [0, 0.5, 1]) {
    const at_y = Math.round(y(most * part)) + 0.5;
    parts.push(shape("line", { class: "axis", x1: LEFT, x2: width, y1: at_y, y2: at_y }));
    parts.push(shape("text", { x: LEFT - 6, y: at_y + 3.5, "text-anchor": "end" }, String(most * part)));
  }
  const every = hello.length_ms > 60 * 60e3 ? 30 * 60e3 : hello.length_ms > 30 * 60e3 ? 10 * 60e3 : 5 * 60e3;
  for (let ms = 0; ms <= hello.length_ms; ms += every) {
    const anchor = ms === 0 ? "start" : x(ms) > width - 18 ? "end" : "middle";
    parts.push(shape("text", { x: x(ms), y: height - 3, "text-anchor": anchor }, at(ms, 16)));
  }
  return { x, y, parts, base: y(0), now: shape("line", { class: "now", x1: x(s.at_ms), x2: x(s.at_ms), y1: TOP, y2: y(0) }) };
}

/** One curve over the time of it all. points: [ms, value]. */
export function curve(svg, points, s, hello, at) {
  const most = scale(Math.max(1, ...points.map((each) => each[1])));
  const { x, y, parts, base, now } = frame(svg, most, s, hello, at);
  if (points.length) {
    const path = points.map(([ms, value], n) => `${n ? "L" : "M"}${x(ms).toFixed(1)} ${y(value).toFixed(1)}`).join("");
    parts.push(shape("path", { class: "area", d: `${path}L${x(points.at(-1)[0]).toFixed(1)} ${base}L${x(points[0][0]).toFixed(1)} ${base}Z` }));
    parts.push(shape("path", { class: "curve", d: path }));
  }
  svg.replaceChildren(...parts, now);
}

export function passages(svg, s, hello, at) {
  const most = scale(Math.max(1, ...s.minutes.map(([, inwards, out]) => Math.max(inwards, out))));
  const { x, y, parts, base, now } = frame(svg, most, s, hello, at);
  const wide = Math.max(1.5, (x(60_000) - x(0)) / 2 - 1.5);
  for (const [minute, inwards, out] of s.minutes) {
    const from = x(minute * 60_000);
    if (inwards) parts.push(shape("rect", { class: "in", x: from + 1, y: y(inwards), width: wide, height: base - y(inwards), rx: 1.5 }));
    if (out) parts.push(shape("rect", { class: "out", x: from + wide + 1.5, y: y(out), width: wide, height: base - y(out), rx: 1.5 }));
  }
  svg.replaceChildren(...parts, now);
}

export function queue(svg, s, hello, at) {
  const most = scale(Math.max(1, ...s.queues.map(([, count]) => count)));
  const { x, y, parts, base, now } = frame(svg, most, s, hello, at);
  const away = [];
  s.service.log.forEach(([from, how], n) => {
    if (how === "answers") return;
    const to = s.service.log[n + 1]?.[0] ?? s.at_ms;
    away.push(shape("rect", { class: "away", x: x(from), y: TOP, width: Math.max(1, x(to) - x(from)), height: base - TOP }));
    away.push(shape("text", { class: "away-word", x: x(from) + 4, y: TOP + 11 }, t(`service_${how}`)));
  });
  if (s.queues.length) {
    const path = s.queues.map(([ms, count], n) => `${n ? `H${x(ms).toFixed(1)}V` : `M${x(ms).toFixed(1)} `}${y(count).toFixed(1)}`).join("");
    const end = `H${x(s.at_ms).toFixed(1)}`;
    parts.push(shape("path", { class: "area", d: `${path}${end}V${base}H${x(s.queues[0][0])}Z` }), shape("path", { class: "curve", d: path + end }));
  }
  svg.replaceChildren(...away, ...parts, now);
}
