// Runs one board's plan (JSON, argument 2) in the 32-bit VM (argument 1: its folder) and writes the figures as JSON.
//
// The VM collects no garbage inside a call from here: it cannot find the pointers on its own stack. So the heap is
// collected here, as the VM's own collector does it: whatever the memory outside the heap seems to point to is alive.
// The stubs call `pause` all the time; that is where it happens. What a function of the VM holds in a local of
// WebAssembly alone is in no memory that can be read: so what nothing points to is freed when it is still there, as it
// was, AGES collections later.

import fs from "node:fs";
import { pathToFileURL } from "node:url";

// The VM does not hand out its memory, nor where its stack is: they are caught on their way.
let memory, stack;
const instantiate = WebAssembly.instantiate;
WebAssembly.instantiate = async (...given) => {
  const made = await instantiate(...given);
  stack = (made.instance ?? made).exports;
  memory = Object.values(stack).find((each) => each instanceof WebAssembly.Memory);
  const table = stack.__indirect_function_table, functions = []; // it is asked at every call that may raise
  table.get = (at) => (functions[at] ??= WebAssembly.Table.prototype.get.call(table, at));
  return made;
};
const { loadMicroPython } = await import(pathToFileURL(`${process.argv[2]}/micropython.mjs`));
const plan = JSON.parse(fs.readFileSync(process.argv[3], "utf8"));
const BLOCK = 16; // bytes, with words of 4
const POISON = 0xa5; // in freed blocks: what still uses one fails at once

const said = [];
const vm = await loadMicroPython({
  heapsize: plan.heap,
  pystack: plan.frames / 4,
  linebuffer: true,
  stdout: (line) => said.push(line),
  stderr: (line) => said.push(line),
});
const view = (kind) => {
  let kept = new kind(memory.buffer);
  return () => (kept.length ? kept : (kept = new kind(memory.buffer))); // its length is 0 once the memory has grown
};
const bytes = view(Uint8Array), words = view(Uint32Array), numbers = view(Int32Array);

// ---- the heap ----

// Where its tables are: the VM prints where its blocks begin, and keeps that number in a record of the heap.
const heap = (() => {
  said.length = 0;
  vm.runPython("import micropython\nmicropython.mem_info(1)");
  const pool = parseInt(said.find((line) => line.startsWith("GC memory layout")).match(/from ([0-9a-f]+)/)[1], 16);
  const all = words();
  for (let at = 4; at < all.length - 4; at++) {
    // table of blocks, its length, table of finalisers, first block, end
    const [table, length, finalisers, first, end] = all.subarray(at - 3, at + 2);
    if (first === pool && table + length <= finalisers && finalisers <= first && end === first + length * 4 * BLOCK)
      return { table, length, finalisers, first, end, blocks: length * 4, free: at + 2, next: at - 4 };
  }
  throw new Error("the record of the heap is not where it was expected");
})();

const kind = (data, block) => (data[heap.table + (block >> 2)] >> (2 * (block & 3))) & 3;
const HEAD = 1, TAIL = 2, ALIVE = 4; // kinds of blocks; the last one is a mark that only `kinds` has
const ONES = 0x01010101; // of four kinds at once

const kinds = new Uint8Array(heap.blocks + 4); // a byte for each block, and four more that stay 0
const fours = new Uint32Array(kinds.buffer); // the same, four at once
const FOUR = Uint32Array.from({ length: 256 }, (_, byte) => [0, 2, 4, 6].reduce((all, bit) => all | (((byte >> bit) & 3) << (4 * bit)), 0));
const waiting = new Int32Array(heap.blocks); // what is alive and has not been looked into

// Mark what is alive; free the rest but what has a finaliser. Answers with the bytes alive.
function collect(frees) {
  const { table, length, first, end, blocks } = heap; // in locals, as are the loops' checks: most of this program's time
  const data = bytes(), all = numbers(), size = end - first;
  for (let at = 0; at < length; at++) fours[at] = FOUR[data[table + at]];
  let count = 0, held = 0; // blocks in `waiting`, blocks alive
  const found = outside();
  for (let at = 0; at < blocks >> 3; at++) {
    for (let bits = data[heap.finalisers + at], block = 8 * at; bits; bits >>= 1, block++) if (bits & 1) found.push(block);
  }
  for (const block of found) {
    if (kinds[block] !== HEAD) continue;
    kinds[block] = HEAD | ALIVE;
    waiting[count++] = block;
  }
  while (count) {
    const head = waiting[--count];
    let tail = head + 1;
    while (kinds[tail] === TAIL) tail++;
    held += tail - head;
    for (let at = (first + head * BLOCK) >> 2, to = (first + tail * BLOCK) >> 2; at < to; at++) {
      const offset = all[at] - first;
      if (offset >>> 0 < size && (offset & (BLOCK - 1)) === 0 && kinds[offset / BLOCK] === HEAD) {
        kinds[offset / BLOCK] = HEAD | ALIVE;
        waiting[count++] = offset / BLOCK;
      }
    }
  }
  if (frees) {
    sweeps++;
    for (let at = 0; at < length; at++) {
      if (fours[at] & ~(fours[at] >>> 2) & ONES) {
        for (let block = 4 * at; block < 4 * at + 4; block++) if (kinds[block] === HEAD) age(block);
      }
    }
    all[heap.free] = 0;
  }
  return held * BLOCK;
}

const MARGIN = 16384; // words behind `top`, one of which comes into use when memory grows
const NOTHING = Buffer.alloc(4 * MARGIN);
const TOP_ROUNDS = 1024; // collections, then it is looked anew where memory ends
let rounds = 0, top = 0;
// That memory hardly changes: pieces of it as they were, and to which blocks they point.
const PIECE = 1024; // words
const before = Buffer.alloc(bytes().length), pointed = [];

// The blocks to which the memory outside of the heap seems to point.
function outside() {
  const { table, first, end } = heap;
  const data = bytes(), all = numbers(), size = end - first, behind = end >> 2, found = [];
  const more = Math.min(MARGIN, all.length - top);
  const grown = NOTHING.compare(data, 4 * top, 4 * (top + more), 0, 4 * more);
  if (!(rounds++ % TOP_ROUNDS) || grown) for (top = all.length; top > behind && !all[top - 1]; top--);
  const ranges = [
    [256, stack.emscripten_stack_get_end() >> 2],
    [stack.emscripten_stack_get_current() >> 2, table >> 2], // what lies below is left over from calls that are over
    [behind, top],
  ];
  for (const [from, to] of ranges) {
    for (let at = from, next; at < to; at = next) {
      const piece = Math.floor(at / PIECE);
      next = Math.min(to, (piece + 1) * PIECE);
      const kept = next - at === PIECE && 4 * next <= before.length;
      if (!kept || !pointed[piece] || before.compare(data, 4 * at, 4 * next, 4 * at, 4 * next)) {
        pointed[piece] = [];
        for (let word = at; word < next; word++) {
          const offset = all[word] - first;
          if (offset >>> 0 < size && (offset & (BLOCK - 1)) === 0) pointed[piece].push(offset / BLOCK);
        }
        if (kept) before.set(data.subarray(4 * at, 4 * next), 4 * at);
      }
      for (const block of pointed[piece]) found.push(block);
      if (!kept) pointed[piece] = undefined;
    }
  }
  return found;
}

const AGES = 4;
let sweeps = 0;
// What nothing pointed to, by its first block: at which sweep that was last so, in how many one after another with the
// same content, how many blocks; and that content, where it lies in the heap.
const swept = new Int32Array(heap.blocks), ages = new Uint8Array(heap.blocks), lengths = new Int32Array(heap.blocks);
const contents = new Int32Array((heap.blocks * BLOCK) / 4);

// Nothing points to what begins with this block: it is freed once it was so AGES times.
function age(block) {
  const { table, first } = heap, data = bytes(), all = numbers();
  let end = block + 1;
  while (kinds[end] === TAIL) end++;
  let same = swept[block] === sweeps - 1 && lengths[block] === end - block;
  for (let at = (block * BLOCK) / 4, here = first / 4 + at; at < (end * BLOCK) / 4; at++, here++) {
    if (contents[at] === all[here]) continue;
    contents[at] = all[here];
    same = false;
  }
  ages[block] = same ? ages[block] + 1 : 1;
  lengths[block] = end - block;
  swept[block] = ages[block] < AGES ? sweeps : 0;
  if (swept[block]) return;
  for (let at = block; at < end; at++) data[table + (at >> 2)] &= ~(3 << (2 * (at & 3)));
  data.fill(POISON, first + block * BLOCK, first + end * BLOCK);
}

// Of a block in use one of its two bits in the table is set, or both.
function used() {
  const { table, length } = heap, data = bytes(), all = words(), end = table + length;
  let count = 0, at = table;
  for (; at & 3 && at < end; at++) count += pairs(data[at]);
  for (; at + 4 <= end; at += 4) if (all[at >> 2]) count += pairs(all[at >> 2]);
  for (; at < end; at++) count += pairs(data[at]);
  return count * BLOCK;
}

// How many pairs of bits are not 0.
function pairs(bits) {
  bits = (bits | (bits >>> 1)) & 0x55555555;
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, ONES) >>> 24;
}

function largest() {
  const { table } = heap, data = bytes();
  let most = 0, run = 0;
  for (let block = 0; block < within; block++) {
    const four = !(block & 3) && block + 4 <= within && !data[table + (block >> 2)];
    if (four) block += 3;
    run = four ? run + 4 : kind(data, block) ? 0 : run + 1;
    if (run > most) most = run;
  }
  return most * BLOCK;
}

// ---- what the stubs of the board call ----

let within = heap.blocks; // blocks that the board has, behind those of the stubs
let peak = 0, low = Infinity, turns = 0, last = 0, collections = 0;

// Between two lines of the firmware: now and then the garbage is collected.
function pause() {
  turns++;
  if (words()[heap.next]) throw new Error("the VM has made its heap larger: too much garbage at once");
  const now = used();
  if (now - last < plan.garbage) return;
  const held = collect(true);
  last = used();
  collections++;
  if (held > peak) peak = held;
  low = Math.min(low, largest());
}

const P = 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn;
const R_INVERSE = (() => {
  let [a, b, x, y] = [1n << 256n, P, 1n, 0n];
  a %= P;
  while (a > 1n) {
    const q = b / a;
    [a, b] = [b % a, a];
    [x, y] = [y - q * x, x];
    if (a < 0n) break;
  }
  return ((x % P) + P) % P;
})();

function get(view, at) {
  return view.getBigUint64(at, true) | (view.getBigUint64(at + 8, true) << 64n) |
    (view.getBigUint64(at + 16, true) << 128n) | (view.getBigUint64(at + 24, true) << 192n);
}

function put(view, at, value) {
  for (let word = 0; word < 32; word += 8, value >>= 64n) view.setBigUint64(at + word, value & 0xffffffffffffffffn, true);
}

// The field machine of hal/engine/program.py.
function field(program, slots, at) {
  pause();
  const view = new DataView(bytes().buffer);
  let pc = program + at, back = 0, start = 0, times = 0;
  for (;;) {
    const op = view.getUint8(pc), d = view.getUint8(pc + 1), a = view.getUint8(pc + 2), b = view.getUint8(pc + 3);
    const to = slots + 32 * d;
    pc += 4;
    if (op === 0) return;
    if (op === 1 || op === 7) put(view, to, (get(view, slots + 32 * a) * get(view, slots + 32 * b) * R_INVERSE) % P);
    else if (op === 2) put(view, to, (get(view, slots + 32 * a) + get(view, slots + 32 * b)) % P);
    else if (op === 3) put(view, to, (get(view, slots + 32 * a) - get(view, slots + 32 * b) + P) % P);
    else if (op === 4) {
      back = pc;
      times = d;
      start = program + 4 * (a | (b << 8));
      pc = start;
    } else if (op === 5) pc = --times ? start : back;
    else put(view, to, get(view, slots + 32 * a));
  }
}

// SM3's compression.
function compress(state, blocks, count) {
  pause();
  const view = new DataView(bytes().buffer), left = (x, n) => (n &= 31) ? (x << n) | (x >>> (32 - n)) : x;
  const v = Array.from({ length: 8 }, (_, i) => view.getUint32(state + 4 * i));
  for (; count; count--, blocks += 64) {
    const w = Array.from({ length: 16 }, (_, i) => view.getUint32(blocks + 4 * i));
    for (let j = 16; j < 68; j++) {
      const x = w[j - 16] ^ w[j - 9] ^ left(w[j - 3], 15);
      w.push(x ^ left(x, 15) ^ left(x, 23) ^ left(w[j - 13], 7) ^ w[j - 6]);
    }
    let [a, b, c, d, e, f, g, h] = v;
    for (let j = 0; j < 64; j++) {
      const one = left((left(a, 12) + e + left(j < 16 ? 0x79cc4519 : 0x7a879d8a, j)) | 0, 7), two = one ^ left(a, 12);
      const x = (j < 16 ? a ^ b ^ c : (a & b) | (a & c) | (b & c)) + d + two + (w[j] ^ w[j + 4]);
      const y = (j < 16 ? e ^ f ^ g : (e & f) | (~e & g)) + h + one + w[j];
      [d, c, b, a] = [c, left(b, 9), a, x | 0];
      [h, g, f, e] = [g, left(f, 19), e, y ^ left(y, 9) ^ left(y, 17)];
    }
    [a, b, c, d, e, f, g, h].forEach((x, i) => (v[i] ^= x));
  }
  v.forEach((x, i) => view.setUint32(state + 4 * i, x));
}

vm.registerJsModule("_host", { pause, field, compress });

// ---- names ----

// MicroPython keeps names in pools of 20, 40, 80, … places of 7 bytes, allocated as a whole.
function pools(count) {
  let bytes = 0;
  for (let size = 20; count > 0; count -= size, size *= 2) bytes += Math.ceil((7 * size + 24) / BLOCK) * BLOCK;
  return bytes;
}

function names() {
  said.length = 0;
  vm.runPython("import micropython\nmicropython.qstr_info()");
  return Number(said.join(" ").match(/n_qstr=(\d+)/)[1]);
}

// What the pools are larger for the names of the stubs, which a port has in its ROM.
function spareNames() {
  const all = names();
  settle();
  return pools(all) - pools(all - foreign);
}

// ---- the plan ----

function lay(files) {
  for (const [name, text] of Object.entries(files ?? {})) {
    const folders = name.split("/").slice(1, -1);
    folders.forEach((_, i) => {
      const folder = "/" + folders.slice(0, i + 1).join("/");
      if (!vm.FS.analyzePath(folder).exists) vm.FS.mkdir(folder);
    });
    vm.FS.writeFile(name, Buffer.from(text, "base64"));
  }
}

lay(plan.files);
vm.runPython(plan.before);
const call = vm.globals.get("_call");
vm.runPython("import gc\ngc.collect()");
// What a heap of so many bytes has left beside its tables. The VM's own is larger: what spills over is counted, too.
const given = Math.floor((plan.board * 8) / (8 + 4 + 8 * 4 * BLOCK)) * 4 * BLOCK;
const own = used();
const foreign = names();
within = Math.min(heap.blocks, (own + given) / BLOCK);
const behind = own + given - within * BLOCK; // of a large heap, which is not made here as a whole
const stages = [];

function settle() {
  vm.runPython("import gc\ngc.collect()");
  last = used();
}

let previous, settled = own;
for (const step of plan.steps) {
  const before = settled;
  settle();
  settled = last;
  if (previous && plan.each) console.error(last - before, previous);
  if (words()[heap.next]) throw new Error(`${previous}: the VM has made its heap larger: too much garbage at once`);
  previous = step.with?.join(" ").slice(0, 60);
  if (step.stage !== undefined) {
    const more = spareNames();
    last -= more;
    peak -= more;
    peak = Math.max(peak, last);
    low = Math.min(low, largest());
    stages.push({ stage: step.stage, names: names() - foreign, held: last - own, peak: peak - own, block: low + behind, free: own + given - peak, marked: collect(false) - own, collections });
    peak = 0;
    low = Infinity;
    continue;
  }
  lay(step.files);
  said.length = 0;
  try {
    if (step.run) vm.runPython(step.run);
    else while (call(step.call, ...(step.with ?? []))) { settle(); peak = Math.max(peak, last); }
  } catch (error) {
    console.log(JSON.stringify({ stages, own, given, error: `${step.run ?? step.call}: ${error.message ?? error}`, said }));
    process.exit(0);
  }
}
console.log(JSON.stringify({ stages, own, given, turns, collections, memory: bytes().length }));
process.exit(0);
