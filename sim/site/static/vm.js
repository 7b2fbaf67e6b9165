// The core's bytecode in MicroPython's WebAssembly VM. Runs in a worker.

import { loadMicroPython } from "./micropython/micropython.mjs";

const HEAP_BYTES = 16 * 1024 * 1024;
const SLICES = 24; // between two collections: inside a call this VM cannot collect
const here = (name) => new URL(name, import.meta.url).href;

export const vm = await loadMicroPython({ url: here("micropython/micropython.wasm"), heapsize: HEAP_BYTES, linebuffer: true });

export function lay(name, data) {
  const folders = name.split("/").slice(1, -1);
  folders.forEach((_, at) => {
    const folder = `/${folders.slice(0, at + 1).join("/")}`;
    if (!vm.FS.analyzePath(folder).exists) vm.FS.mkdir(folder);
  });
  vm.FS.writeFile(name, data);
}

export const collect = () => vm.runPython("gc.collect()");

for (const [name, text] of Object.entries(await (await fetch(here("bytecode.json"))).json())) {
  lay(`/ridegate/${name}`, Uint8Array.from(atob(text), (one) => one.charCodeAt(0)));
}
vm.runPython("import gc, sys\nsys.path.insert(0, '/ridegate')\nfrom sim.site import in_vm");
collect();
const [install_, begin, goOn] = ["install", "begin", "go_on"].map((name) => vm.globals.get("in_vm")[name]);

/** Open a list under this name: "" or why it is refused. */
export function install(name, data, keys) {
  lay(`/lists/${name}.bin`, data);
  const refused = install_(name, `/lists/${name}.bin`, JSON.stringify(keys));
  collect();
  return refused;
}

/** Judge: {facts, body, us, decide_us} or {error}. us: step -> microseconds. question: see in_vm.begin. */
export function judge(question) {
  const us = {};
  const begun = performance.now();
  let from = begun, slices = 0;
  begin(JSON.stringify(question));
  for (;;) {
    const now = goOn();
    if (typeof now === "string") {
      const reply = JSON.parse(now), ended = performance.now();
      collect();
      if (reply.facts?.step) us[reply.facts.step] = (ended - from) * 1000;
      return { ...reply, us, decide_us: Math.round((ended - begun) * 1000) };
    }
    if (now) {
      us[now] = (performance.now() - from) * 1000;
      from = performance.now();
    }
    if (++slices % SLICES === 0) collect();
  }
}
