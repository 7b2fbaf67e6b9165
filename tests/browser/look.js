// Runs in the page under test: questions about all of it at once.
window.look = {
  // what sticks out at the side
  overflow() {
    const wide = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= wide) return [];
    const out = [...document.body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > wide + 1);
    return out.map((one) => one.id || one.className || one.tagName);
  },
  // what is too small for a finger
  small(least_px) {
    const all = [...document.querySelectorAll("button, .button, .segments label, summary")];
    return all.filter((one) => one.offsetParent && one.offsetHeight < least_px).map((one) => one.textContent);
  },
  // [key or nothing, words] of everything that is words
  words() {
    const where = [
      "[data-w]", "#controls .label", "#controls label span", "#controls button", "#bad button", "#bad h4",
      ".account b", ".account span", "#cards h3", "#cards button", ".steps .name",
    ];
    return [...document.querySelectorAll(where)].map((one) => [one.dataset.w ?? "", one.textContent]);
  },
  // the colours by name
  colours(...names) {
    const all = getComputedStyle(document.documentElement);
    return Object.fromEntries(names.map((name) => [name, all.getPropertyValue(`--${name}`).trim()]));
  },
  // where the keyboard is
  focused() {
    const one = document.activeElement;
    return one.dataset.phone ?? one.dataset.fault ?? (one.type === "radio" ? one.name : one.id || one.className);
  },
};
