// What the page asks: {id, do: "install" | "judge" | "picture", …} is answered with {id, …} or {id, failed}.

const reader = import("./symbol.js"); // at once, but the first answer does not wait for it
const { install, judge } = await import("./vm.js");

const DO = {
  install: ({ name, data, keys }) => ({ refused: install(name, data, keys) }),
  judge: ({ question }) => judge(question),
  async picture({ blob }) {
    const { symbols } = await reader;
    const begun = performance.now();
    return { payloads: await symbols(blob), us: Math.round((performance.now() - begun) * 1000) };
  },
};
let line = Promise.resolve(); // one after another

onmessage = ({ data }) => {
  line = line.then(async () => {
    try {
      postMessage({ id: data.id, ...(await DO[data.do](data)) });
    } catch (error) {
      postMessage({ id: data.id, failed: String(error?.message ?? error) });
    }
  });
};
postMessage({ id: 0 });
