// Latency as it comes: a point for every answer, lines for the percentiles, and time that moves on.

import { spoken, t } from "./words.js";

const $ = (id) => document.getElementById(id);
const SPAN_S = 120;
const canvas = $("plot");
const points = [];
let percentiles = { p50: null, p95: null, p99: null };

export function add({ last, p50, p95, p99 }) {
  points.push([performance.now() / 1000, last / 1000]);
  if (points.length > 400) points.shift();
  percentiles = { p50, p95, p99 };
  for (const [name, us] of Object.entries({ ...percentiles, last })) {
    const box = $("percentiles").querySelector(`[data-p="${name}"]`);
    box.textContent = (us / 1000).toFixed(us < 99950 ? 1 : 0);
    box.dataset.us = us;
  }
  draw();
}

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function draw() {
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  if (!width) return;
  const ratio = devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  const now = performance.now() / 1000;
  const shown = points.filter(([at]) => now - at <= SPAN_S);
  const top = scale(Math.max(...shown.map(([, ms]) => ms), (percentiles.p99 ?? 0) / 1000, 20) * 1.1);
  const left = 30;
  const right = 6;
  const x = (at) => left + (1 - (now - at) / SPAN_S) * (width - left - right);
  const y = (ms) => height - 16 - (ms / top) * (height - 24);
  pen.font = `10px ${colour("--mono")}`;
  pen.textBaseline = "middle";
  pen.fillStyle = colour("--muted");
  pen.strokeStyle = colour("--line");
  pen.lineWidth = 1;
  pen.textAlign = "right";
  for (const part of [0, 0.5, 1]) {
    const at = Math.round(y(top * part)) + 0.5;
    line(pen, left, at, width - right, at);
    pen.fillText(String(Math.round(top * part)), left - 6, at);
  }
  pen.textAlign = "center";
  for (let ago = (now % 30); ago < SPAN_S; ago += 30) {
    const at = x(now - ago);
    line(pen, at, height - 16, at, height - 12);
  }
  pen.textBaseline = "alphabetic";
  pen.textAlign = "left";
  pen.fillText("−2 min", left, height - 2);
  for (const [name, dash] of [["p95", [2, 3]], ["p50", [6, 3]]]) {
    if (percentiles[name] == null) continue;
    const at = Math.round(y(percentiles[name] / 1000)) + 0.5;
    pen.strokeStyle = colour("--accent");
    pen.setLineDash(dash);
    line(pen, left, at, width - right, at);
    pen.setLineDash([]);
    pen.fillStyle = colour("--accent");
    pen.textAlign = "right";
    const below = name === "p50" && Math.abs(y(percentiles.p95 / 1000) - at) < 14;
    pen.fillText(name, width - right, below ? at + 11 : at - 4);
  }
  pen.fillStyle = colour("--ink");
  for (const [at, ms] of shown) {
    pen.globalAlpha = 1 - 0.75 * ((now - at) / SPAN_S);
    pen.beginPath();
    pen.arc(x(at), y(ms), 2.6, 0, 7);
    pen.fill();
  }
  pen.globalAlpha = 1;
}

function line(pen, x1, y1, x2, y2) {
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.lineTo(x2, y2);
  pen.stroke();
}

function scale(ms) {
  const power = 10 ** Math.floor(Math.log10(ms));
  return [1, 2, 4, 5, 10].map((part) => part * power).find((each) => each >= ms);
}

spoken(() => { $("latency-note").textContent = t("latency_note"); draw(); });
setInterval(() => { if (!document.hidden) draw(); }, 250);
addEventListener("resize", draw);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
